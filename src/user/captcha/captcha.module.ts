import { Module } from '@nestjs/common';
import { VendorsModule } from '../../vendors/vendors.module.js';
import { CaptchaResolver } from './captcha.resolver.js';
import { CaptchaService } from './captcha.service.js';
import { CaptchaVerifier } from './captcha.verifier.js';
import { ChallengeModule } from './challenge/challenge.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { RecipientMatcher } from './delivery/recipient-matcher.js';
import { ImageIssuer } from './issuing/image.issuer.js';
import { MessageAssessor } from './issuing/message.assessor.js';
import { MessageIssuer } from './issuing/message.issuer.js';
import { StepUp } from './issuing/step-up.js';
import { VendorStepUp } from './issuing/vendor-step-up.js';
import { LimitsModule } from './limits/limits.module.js';
import { SiteverifyService } from './siteverify/siteverify.service.js';
import { CaptchaTelemetryModule } from './telemetry/captcha-telemetry.module.js';
import { TestRecipientsModule } from './test-recipients/test-recipients.module.js';
import { TicketsModule } from './tickets/tickets.module.js';

/** Issues and verifies codes, without HTTP. */
@Module({
  imports: [
    ChallengeModule,
    DeliveryModule,
    LimitsModule,
    TicketsModule,
    CaptchaTelemetryModule,
    TestRecipientsModule,
    VendorsModule,
  ],
  providers: [
    CaptchaService,
    MessageIssuer,
    MessageAssessor,
    ImageIssuer,
    StepUp,
    VendorStepUp,
    CaptchaVerifier,
    CaptchaResolver,
    RecipientMatcher,
    SiteverifyService,
  ],
  exports: [CaptchaService, SiteverifyService, RecipientMatcher, TicketsModule],
})
export class CaptchaModule {}
