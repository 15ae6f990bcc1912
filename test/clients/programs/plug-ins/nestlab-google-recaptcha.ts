import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { GoogleRecaptchaModule, Recaptcha } from '@nestlab/google-recaptcha';
import type { Site, SiteOptions } from './site';

class FormController {
  submit() {
    return { sent: true };
  }
}
// By calls: this folder is outside of the project's tsconfig.json, so its decorators are not compiled.
const submit = Object.getOwnPropertyDescriptor(FormController.prototype, 'submit')!;
for (const decorate of [Recaptcha(), HttpCode(200), Post()])
  decorate(FormController.prototype, 'submit', submit);
Controller('form')(FormController);

/** `@Recaptcha()` of @nestlab/google-recaptcha on a route of a Nest application. */
export async function start({ siteverify, secret }: SiteOptions): Promise<Site> {
  const recaptcha = GoogleRecaptchaModule.forRoot({
    secretKey: secret,
    network: siteverify,
    response: (request) => request.headers['recaptcha'],
  });
  class SiteModule {}
  Module({ imports: [recaptcha], controllers: [FormController] })(SiteModule);
  const app = await NestFactory.create(SiteModule, new ExpressAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    async submit(ticket) {
      const { status } = await fetch(`${url}/form`, { method: 'POST', headers: { recaptcha: ticket } });
      return status;
    },
    stop: () => app.close(),
  };
}
