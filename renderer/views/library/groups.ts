// Pictures by the day they came in, in the order they are shown.
import { type Group } from './justified.ts';

/** Neighbours of one local day share a group; `name` is asked once per group. */
export function groupByDay(times: readonly number[], name: (time: number) => string): Group[] {
  const groups: Group[] = [];
  let day = NaN;
  let nextDay = NaN;
  times.forEach((time, index) => {
    const current = groups.at(-1);
    if (current && time >= day && time < nextDay) {
      current.end = index + 1;
      return;
    }
    const midnight = new Date(time);
    midnight.setHours(0, 0, 0, 0);
    day = midnight.getTime();
    nextDay = new Date(day).setDate(midnight.getDate() + 1);
    groups.push({ start: index, end: index + 1, label: name(time) });
  });
  return groups;
}
