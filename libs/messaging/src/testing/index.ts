export { testCertificate, type TestCertificate } from './certificate.js';
export { startHttpSink, type HttpSink, type ReceivedRequest } from './http.sink.js';
export { startSmtpSink, type ReceivedMail, type SmtpSink } from './smtp.sink.js';
