const DIGITS = '零一二三四五六七八九';

/** 两 counts, 〇 stands in numbers that are read digit by digit. */
const SAME: Readonly<Record<string, string>> = { 两: '二', 〇: '零' };

const SPOKEN =
  /^(?:task|number|no\.?|任务|任務|编号|第|#|[\s_:：-])*(?<number>\d{1,9}|[零〇一二两三四五六七八九十百]{1,7})(?:\s|号|號|个|個|任务|任務|[.。])*$/iu;

/** Which task somebody means: "task_1", "1", "task 1", "任务一". Anything else is a task's own id. */
export function spokenNumber(said: string): number | string {
  const text = said.normalize('NFKC').trim();
  const { number } = SPOKEN.exec(text)?.groups ?? {};
  if (number === undefined) return said.trim();
  return /^\d+$/.test(number) ? Number(number) : (chineseNumber(number) ?? said.trim());
}

/** Up to 999: 十二, 二十, 一百零五, 一百五 (which is 150), or digit by digit. */
function chineseNumber(text: string): number | undefined {
  const plain = Array.from(text, (one) => SAME[one] ?? one).join('');
  if (!/[十百]/.test(plain)) return Number(Array.from(plain, (one) => DIGITS.indexOf(one)).join(''));
  const parts =
    /^(?:(?<hundreds>[一二三四五六七八九])百)?(?<zero>零)?(?:(?<tens>[一二三四五六七八九])?(?<ten>十))?(?<ones>[一二三四五六七八九])?$/u.exec(
      plain,
    );
  if (parts === null) return undefined;
  const { hundreds, zero, tens, ten, ones } = parts.groups ?? {};
  const isShort = hundreds !== undefined && zero === undefined && ten === undefined;
  const rest = ten === undefined ? 0 : (digit(tens) || 1) * 10;
  return digit(hundreds) * 100 + rest + digit(ones) * (isShort ? 10 : 1);
}

function digit(one: string | undefined): number {
  return one === undefined ? 0 : DIGITS.indexOf(one);
}
