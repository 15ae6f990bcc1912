import type { Agent } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Answer, post } from '../post.js';
import { CAPTCHA, IMAGE } from '../requests.js';

export const IMAGES_PER_SECOND = 15;
export const SMS_PER_SECOND = 8;

let serial = 0;

/** The answers to both kinds of requests. */
export interface Load {
  readonly images: readonly Answer[];
  readonly messages: readonly Answer[];
}

/**
 * Asks for images and SMS for so many seconds, evenly and whether or not they are answered, and waits for all answers.
 * @throws {Error} when a connection breaks
 */
export async function load(url: string, seconds: number, agent: Agent): Promise<Load> {
  const images: Promise<Answer>[] = [];
  const messages: Promise<Answer>[] = [];
  const ask = (body: object) => post(url + CAPTCHA, body, agent);
  const timers = [
    setInterval(() => images.push(ask(IMAGE)), 1000 / IMAGES_PER_SECOND),
    setInterval(() => messages.push(ask(newMessage())), 1000 / SMS_PER_SECOND),
  ];
  await setTimeout(seconds * 1000);
  timers.forEach(clearInterval);
  return { images: await Promise.all(images), messages: await Promise.all(messages) };
}

/** To a number that nobody else is sent to. */
function newMessage(): object {
  serial += 1;
  return { use: 'login', type: 'phone', account: `+8613${800_000_000 + serial * 7}` };
}
