import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in /proc/PID/stat (`getconf CLK_TCK`, 100 on Linux). */
const TICKS = 100;

/**
 * User plus system CPU time of a process, in seconds.
 * @throws {Error} if the process does not exist, or without /proc
 */
export function cpuSecondsOf(pid: number): number {
  // Split after column 2: a process name may contain spaces. utime and stime are columns 14 and 15 (proc(5)).
  const columns = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(columns[11]) + Number(columns[12])) / TICKS;
}

/**
 * Resident memory of a process, in MiB.
 * @throws {Error} if the process does not exist, or without /proc
 */
export function rssMibOf(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/**
 * Number of open file descriptors of a process.
 * @throws {Error} if the process does not exist, or without /proc
 */
export function openHandlesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
