export { testCertificate, type TestCertificate } from './certificate.js';
export { startHttpSink, type HttpSink, type ReceivedRequest } from './sinks/http.sink.js';
export { startOAuth2Smtp, type OAuth2Smtp } from './sinks/oauth2-smtp.js';
export { startSmtpSink, type ReceivedMail, type SmtpSink } from './sinks/smtp.sink.js';
