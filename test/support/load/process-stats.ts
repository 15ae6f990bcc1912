import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc/PID/stat (getconf CLK_TCK: 100 on every Linux of today). */
const TICKS = 100;

/**
 * User and system time that a process has used so far, in seconds.
 * @throws {Error} without such a process, or without Linux
 */
export function cpuSecondsOf(pid: number): number {
  // The second column, the name, may hold anything; user and system time are the 14th and the 15th.
  const columns = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(columns[11]) + Number(columns[12])) / TICKS;
}

/**
 * Memory of a process that is resident now, in MiB.
 * @throws {Error} without such a process, or without Linux
 */
export function rssMibOf(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/**
 * Files and sockets that a process has open now.
 * @throws {Error} without such a process, or without Linux
 */
export function openHandlesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
