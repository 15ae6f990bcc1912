# syntax=docker/dockerfile:1
# Debian's glibc, as in the tests, not musl. .ci/run reads the version of Node here. Pin the digest for repeatable builds.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
COPY libs ./libs
RUN npm ci --ignore-scripts --no-fund
COPY tsconfig.base.json tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts/bundle.js ./scripts/
COPY src ./src
RUN npm run build

# Production dependencies, and the built libs without their sources.
FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
COPY --from=build /app/libs ./libs
RUN npm ci --omit=dev --ignore-scripts --no-fund \
  && rm -rf libs/*/src libs/*/scripts libs/*/tsconfig.json

FROM base
ENV NODE_ENV=production
COPY --from=dependencies /app ./
COPY --from=build /app/dist ./dist
COPY config/tenants.schema.json ./config/
# One tenant with the default numbers. Mount your own file in its place, or name it in TENANTS_FILE.
COPY config/tenants.yaml ./config/
# The playground shows them (DOCS=on).
COPY docs/examples/check-ticket ./docs/examples/check-ticket
# The unprivileged user of the base image. The service writes no files: run it with --read-only.
USER node
EXPOSE 3000
# Liveness, not readiness: an unreachable Redis must not restart the container.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which does not forward SIGTERM.
CMD ["node", "dist/main.js"]
