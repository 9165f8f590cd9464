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
] as const;

/** Times as people say them. */
export interface SayTime {
  /** `1.4 sec`, `12 min`, `3 days`: in the largest unit of which there are two, or one. */
  duration(ms: number): string;
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
    duration(ms) {
      const [unit, length] = unitOf(ms);
      const digits = unit === 'second' && ms < 10 * SECOND ? 1 : 0;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: digits,
      }).format(digits === 0 ? Math.floor(ms / length) : ms / length);
    },
    fromNow(ms) {
      const [unit, length] = unitOf(Math.abs(ms));
      return relative.format(Math.trunc(ms / length), unit);
    },
    moment: say('moment'),
    day: say('day'),
    clock: say('clock'),
    hour: say('hour'),
    date: say('date'),
  };
}

/** 90 seconds say more than one minute; 23 hours say more than no day. */
function unitOf(ms: number): (typeof UNITS)[number] {
  return UNITS.find(([, length]) => ms >= 2 * length) ?? ['second', SECOND];
}
