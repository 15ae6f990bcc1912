import { Module } from '@nestjs/common';
import { UserModule } from '../../../src/user/index.js';
import { PasswordsController } from './passwords.controller.js';
import { PasswordsService } from './passwords.service.js';

/** Example feature module, structured as in `docs/recipes/add-an-endpoint.md`. */
@Module({ imports: [UserModule], controllers: [PasswordsController], providers: [PasswordsService] })
export class PasswordsModule {}
