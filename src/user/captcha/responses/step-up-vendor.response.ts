import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** What a page needs to show the widget of a vendor. */
@ApiSchema({ name: 'StepUpVendor' })
export class StepUpVendorResponse {
  @ApiProperty({
    description: 'Whose widget: the scheme of `stepUp.dsn` of the tenant',
    example: 'turnstile',
  })
  name!: string;

  @ApiProperty({ description: 'Public key of the site at the vendor', example: '0x4AAAAAAADnPIDROrmt1Wwj' })
  siteKey!: string;

  @ApiProperty({
    description:
      'What the widget is solved for: the `use`, in the characters that the vendor takes. Pass it to the widget as it is, if the vendor has actions',
    example: 'login',
  })
  action!: string;
}
