import type { Language } from '../shell/settings.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
  ['millisecond', 1],
] as const;
type Unit = (typeof UNITS)[number];

/** Times as people say them. */
export interface SayTime {
  /** `400 ms`, `1.4 sec`, `1 min 33 sec`, `12 min`, `26 hr`: few of a unit have some of the next one with them. */
  duration(ms: number): string;
  /** The same for a narrow place: `400ms`, `1m 33s`. */
  shortly(ms: number): string;
  /** `3 min ago`, `in 8 sec`. Milliseconds from now; negative for what is over. */
  fromNow(ms: number): string;
  /** `22 Nov, 14:05` */
  moment(at: number): string;
  /** `22 Nov 2026` */
  day(at: number): string;
  /** `14:05:09` */
  clock(at: number): string;
  /** `14:00` */
  hour(at: number): string;
  /** `22 Nov` */
  date(at: number): string;
}

export function createSayTime(language: Language): SayTime {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'auto' });
  const formats = {
    moment: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    day: { day: 'numeric', month: 'short', year: 'numeric' },
    clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hour: { hour: '2-digit', minute: '2-digit' },
    date: { day: 'numeric', month: 'short' },
  } as const;
  const say = (name: keyof typeof formats) => {
    const format = new Intl.DateTimeFormat(locale, { ...formats[name], hourCycle: 'h23' });
    return (at: number) => format.format(at);
  };
  return {
    duration: (ms) => lasting(ms, 'short'),
    shortly: (ms) => lasting(ms, 'narrow'),
    fromNow(ms) {
      const [unit, length] = unitOf(Math.abs(ms));
      return unit === 'millisecond'
        ? relative.format(0, 'second')
        : relative.format(Math.trunc(ms / length), unit);
    },
    moment: say('moment'),
    day: say('day'),
    clock: say('clock'),
    hour: say('hour'),
    date: say('date'),
  };

  function lasting(ms: number, unitDisplay: 'short' | 'narrow'): string {
    return partsOf(Math.max(0, ms))
      .map(([count, unit]) =>
        new Intl.NumberFormat(language === 'zh' ? locale : 'en', {
          style: 'unit',
          unit,
          unitDisplay,
          maximumFractionDigits: 1,
        }).format(count),
      )
      .join(language === 'zh' ? '' : ' ');
  }
}

/** Ten of a unit need nothing beside them. */
function partsOf(ms: number): readonly (readonly [count: number, unit: Unit[0]])[] {
  const [unit, length] = unitOf(ms);
  const count = Math.floor(ms / length);
  if (unit === 'millisecond' || count >= 10) return [[count, unit]];
  if (unit === 'second') return [[Math.floor(ms / 100) / 10, unit]];
  const [next, nextLength] = UNITS[UNITS.findIndex(([one]) => one === unit) + 1] ?? UNITS[0];
  const rest = Math.floor((ms - count * length) / nextLength);
  return rest === 0
    ? [[count, unit]]
    : [
        [count, unit],
        [rest, next],
      ];
}

/** The largest of which there is one; 26 hours say more than one day. */
function unitOf(ms: number): Unit {
  return UNITS.find(([unit, length]) => ms >= (unit === 'day' ? 2 * length : length)) ?? ['millisecond', 1];
}
