/** The languages a page can be in: English and Simplified Chinese. */
export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The language of a page: the first wish that is one of ours (`?lang=` where a page leads to itself in another language), or
 * what the browser prefers, or English.
 */
export function pickLocale(
  wishes: readonly (string | undefined)[],
  acceptLanguage: string | null | undefined,
): Locale {
  const wish = wishes.map(localeNamed).find((one) => one !== undefined);
  return wish ?? preferred(acceptLanguage ?? '') ?? 'en';
}

/** `zh-TW;q=0.8, en;q=0.5`. Who reads any Chinese rather than English gets the Chinese we have. */
function preferred(acceptLanguage: string): Locale | undefined {
  const ranked = acceptLanguage
    .slice(0, 1_000)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { locale: localeNamed(tag.split('-')[0]), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return ranked.find(({ locale }) => locale !== undefined)?.locale;
}

function localeNamed(name: string | undefined): Locale | undefined {
  return LOCALES.find((one) => one === name?.toLowerCase());
}
