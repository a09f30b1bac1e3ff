import type { ScheduleCatchUp } from '@atelier-ml/api';
import type { Timing } from './timing.ts';

/** What comes so late is not late: the server was started anew, or was busy. */
const GRACE = 60_000;
/** So many missed times are told, the last ones. */
const TOLD = 20;

export interface DueTimes {
  /** On time. */
  now?: number;
  /** Missed, and to be made up for. */
  late: number[];
  /** Missed for good. */
  missed: number[];
}

/**
 * What is due between the first time that is not settled and now. The last time counts as on time if
 * it has only just passed; what else was missed is for the policy to decide.
 */
export function dueTimes(
  timing: Timing,
  since: number,
  now: number,
  catchUp: { policy: ScheduleCatchUp; limit: number }
): DueTimes {
  const most = Math.max(TOLD, catchUp.limit) + 1;
  const due = timing.last(now, most).filter(time => time >= since);
  const isOnTime = due.length > 0 && now - due.at(-1)! <= GRACE;
  const onTime = isOnTime ? due.pop() : undefined;
  const count =
    catchUp.policy === 'all'
      ? catchUp.limit
      : catchUp.policy === 'once' && onTime === undefined
        ? 1
        : 0;
  const late = count ? due.slice(-count) : [];
  const missed = due.slice(0, due.length - late.length).slice(-TOLD);
  return { now: onTime, late, missed };
}

/** The clock was set back by more than what clocks are set by to be right. */
export const isSetBack = (wall: number, passed: number): boolean => wall - passed < -GRACE;
