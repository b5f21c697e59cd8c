// Typed messages: a key names its text, its `{fields}` name its arguments, a wrong or missing one does not compile.
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

export type Locale = 'en' | 'zh';
/** The tag given to `Intl` and to `<html lang>`. */
export const LANGUAGE_TAG: Record<Locale, string> = { en: 'en', zh: 'zh-Hans' };

/** A text, or one per plural form of the number field `n`. */
export type Text = string | { one?: string; other: string };

type Fields<T> = T extends string
  ? T extends `${string}{${infer Field}}${infer Rest}`
    ? Field | Fields<Rest>
    : never
  : T extends { other: infer Other }
    ? 'n' | Fields<Other>
    : never;

type English = typeof en;
type Area = keyof English;
/** `area.key`, such as `studio.dropTitle`. */
export type MessageKey = { [A in Area]: `${A}.${keyof English[A] & string}` }[Area];
type TextOf<K extends MessageKey> = K extends `${infer A extends Area}.${infer Name}`
  ? Name extends keyof English[A]
    ? English[A][Name]
    : never
  : never;
type Values<K extends MessageKey> = { [F in Fields<TextOf<K>>]: F extends 'n' ? number : string | number };
/** The second argument of `t`: required exactly when the text has fields. */
export type Arguments<K extends MessageKey> = [Fields<TextOf<K>>] extends [never] ? [] : [values: Values<K>];

/** What a translation of one area must provide: the same keys, each a text. */
export type Translation<T> = { [K in keyof T]: Text };

const messages: Record<Locale, { [A in Area]: Translation<English[A]> }> = { en, zh };
const plurals: Record<Locale, Intl.PluralRules> = {
  en: new Intl.PluralRules('en'),
  zh: new Intl.PluralRules('zh-Hans'),
};

function lookUp(locale: Locale, key: string): Text {
  const dot = key.indexOf('.');
  const area = messages[locale][key.slice(0, dot) as Area] as Record<string, Text | undefined>;
  return area[key.slice(dot + 1)] ?? key;
}

/** The message in a language; number fields get the language's separators. */
export function translate<K extends MessageKey>(locale: Locale, key: K, ...[values]: Arguments<K>): string {
  const fields: Record<string, string | number | undefined> = values ?? {};
  const text = lookUp(locale, key);
  const form = typeof text === 'string' ? text : pluralForm(locale, text, Number(fields.n));
  return form.replace(/\{(\w+)\}/g, (whole, field: string) => {
    const value = fields[field];
    return typeof value === 'number' ? value.toLocaleString(LANGUAGE_TAG[locale]) : (value ?? whole);
  });
}

function pluralForm(locale: Locale, text: { one?: string; other: string }, n: number): string {
  return (plurals[locale].select(n) === 'one' ? text.one : undefined) ?? text.other;
}
