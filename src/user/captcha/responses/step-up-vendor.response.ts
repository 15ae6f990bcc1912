import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { VendorWidget } from '../captcha.types.js';

/** What a page needs to show the widget of a vendor. */
@ApiSchema({ name: 'StepUpVendor' })
export class StepUpVendorResponse implements VendorWidget {
  @ApiProperty({
    description: 'Whose widget: `turnstile`, `hcaptcha`, `recaptcha`, `geetest` or `friendly`',
    example: 'turnstile',
  })
  name!: string;

  @ApiProperty({ description: 'Public key of the site at the vendor', example: '0x4AAAAAAADnPIDROrmt1Wwj' })
  siteKey!: string;

  @ApiProperty({
    description:
      'What the widget is solved for: the `use`. The page passes it to the widget if the vendor has actions',
    example: 'login',
  })
  action!: string;
}
