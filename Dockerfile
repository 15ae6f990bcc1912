# syntax=docker/dockerfile:1
# What ran the tests is what runs: Debian's glibc, not musl. Pin the digest where builds must be repeatable.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs ./libs
RUN npm ci --ignore-scripts --no-fund
COPY tsconfig.base.json tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts/bundle.js ./scripts/
COPY src ./src
RUN npm run build

# Of the libs, what they run on: their sources and tests stay behind.
FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY --from=build /app/libs ./libs
RUN npm ci --omit=dev --ignore-scripts --no-fund \
  && rm -rf libs/*/src libs/*/scripts libs/*/tsconfig.json

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/dist ./dist
COPY config/tenants.schema.json ./config/
# Not the repository's, whose demo tenant has fixed codes. Mount your own in its place, or name it in TENANTS_FILE.
COPY deploy/tenants.yaml ./config/tenants.yaml
# The image's own unprivileged user. Nothing is ever written: run it with --read-only.
USER node
EXPOSE 3000
# Liveness: whoever restarts for it must not do so because Redis is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: it would not hand SIGTERM on.
CMD ["node", "dist/main.js"]
