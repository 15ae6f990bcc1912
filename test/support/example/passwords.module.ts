import { Module } from '@nestjs/common';
import { UserModule } from '../../../src/user/user.module.js';
import { PasswordsController } from './passwords.controller.js';
import { PasswordsService } from './passwords.service.js';

/** A module as `docs/recipes/add-an-endpoint.md` makes one. */
@Module({ imports: [UserModule], controllers: [PasswordsController], providers: [PasswordsService] })
export class PasswordsModule {}
