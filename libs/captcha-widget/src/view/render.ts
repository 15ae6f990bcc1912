import { setAvailable, setText } from './dom.js';
import type { FieldState } from '../state.js';
import { directionOf } from '../texts/languages.js';
import type { CaptchaFieldTexts } from '../texts/texts.js';
import type { View } from './view.js';

/** What the attributes and the form of the field determine. */
export interface RenderOptions {
  readonly texts: CaptchaFieldTexts;
  /** Language of the texts: a BCP 47 tag. */
  readonly lang: string;
  readonly isImage: boolean;
  /** Whether the field solves the challenge itself, so that nothing is typed. */
  readonly isProof: boolean;
  /** Overrides the keyboard. */
  readonly inputMode: string;
  /** The form submits the code without a check, or its own button does the job of the verify button. */
  readonly needsNoVerify: boolean;
}

/** Writes the state to the shadow tree. */
export function render(view: View, state: FieldState, options: RenderOptions): void {
  const { challenge, ticket, resendSeconds, account, isSent } = state;
  const { texts, lang, isImage, isProof } = options;
  const isVerified = ticket !== '';
  const isStepUp = challenge?.isStepUp ?? false;
  view.field.lang = lang;
  view.field.dir = directionOf(lang);
  view.setMedia(challenge?.url);
  renderAnswer(view, state, options);
  setText(view.verify, texts.verify);
  setText(view.change, texts.change);
  const isWaitingForCode = isSent && !isStepUp && !isVerified;
  setText(view.sentTo, isWaitingForCode ? texts.sent : '', account);
  view.change.hidden = !isWaitingForCode;
  setText(view.sendLabel, isSent ? texts.resend : texts.send);
  setText(view.gap, resendSeconds ? clock(resendSeconds) : '');
  setAvailable(isImage ? view.refresh : view.send, resendSeconds === 0);
  setAvailable(view.verify, challenge !== undefined || isProof);
  view.send.hidden = isImage || isStepUp || isVerified;
  const isOfNoUse = isVerified || !(challenge || isImage);
  view.verify.hidden = isOfNoUse || (options.needsNoVerify && !isStepUp);
  view.verify.dataset['look'] = options.needsNoVerify ? 'secondary' : 'primary';
  view.input.readOnly = isVerified;
  renderStatus(view, state, options);
}

/** Label, keyboard, autofill and width of the input, and what it answers. */
function renderAnswer(
  view: View,
  state: FieldState,
  { texts, isImage, isProof, inputMode }: RenderOptions,
): void {
  const { challenge, ticket, hasNoAudio } = state;
  const isChallenge = isImage ? !isProof : (challenge?.isStepUp ?? false);
  const source = !isChallenge ? 'code' : challenge?.url.startsWith('data:audio/') ? 'recording' : 'picture';
  const { codeLength = 6, codeAlphabet = source === 'picture' ? 'letters' : 'digits' } = challenge ?? {};
  const hasLetters = codeAlphabet !== 'digits';
  const { label, input, image, refresh, listen, look, recording } = view;
  setText(label, texts[source]);
  label.hidden = input.hidden = isProof;
  view.challenge.hidden = !isChallenge || ticket !== '';
  image.hidden = source === 'recording';
  listen.hidden = source === 'recording' || hasNoAudio;
  look.hidden = source !== 'recording';
  image.alt = texts.alt;
  recording.ariaLabel = texts.recording;
  // Also the accessible names.
  refresh.title = texts.refresh;
  listen.title = texts.listen;
  look.title = texts.look;
  input.inputMode = inputMode || (hasLetters ? 'text' : 'numeric');
  input.autocapitalize = hasLetters ? 'characters' : 'off';
  input.autocomplete = source === 'code' ? 'one-time-code' : 'off';
  // It has no `maxlength`, which would cut a pasted "123 456".
  input.style.setProperty('--_length', String(codeLength));
  input.dataset['alphabet'] = codeAlphabet;
}

/** Screen readers announce the status line because of `role="status"`. */
function renderStatus({ status, input }: View, state: FieldState, { texts, lang }: RenderOptions): void {
  const { tone = 'plain', content, seconds = 0, isAboutCode = false } = state.status ?? {};
  const language = typeof content === 'object' ? content.language : lang;
  const text = typeof content === 'object' ? content.text : content ? texts[content] : '';
  status.lang = language;
  status.dir = 'auto';
  status.dataset['tone'] = tone;
  setText(
    status,
    text.replace('{time}', () => clock(seconds)).replace('{send}', () => texts.send),
  );
  input.ariaInvalid = String(isAboutCode);
}

/** 75 → "1:15": needs no plural forms. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
