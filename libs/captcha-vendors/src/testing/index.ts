export {
  startFakeVendor,
  VENDOR_SCRIPTS,
  type FakeVendor,
  type FakeVendorOptions,
  type VendorName,
} from './fake-vendor.js';
