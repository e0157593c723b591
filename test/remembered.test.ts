import { expect, test } from 'vitest';
import { once, Recent, remembered } from '../src/remembered.ts';

test('a result is worked out once for each argument, be it a word or an object', () => {
  const asked: unknown[] = [];
  const [one, other] = [{}, {}];
  const result = remembered((key: string | object) => {
    asked.push(key);
    return false;
  });
  for (const key of ['a', one, 'b', other, 'a', one, other, 'b']) expect(result(key)).toBe(false);
  expect(asked).toEqual(['a', one, 'b', other]);
});

test('one without arguments is worked out when it is first asked for', () => {
  let count = 0;
  const result = once(() => ++count);
  expect(count).toBe(0);
  expect([result(), result()]).toEqual([1, 1]);
});

test('of things that are used, those used last are kept, and tried first', () => {
  const recent = new Recent<string>(2);
  const tried: string[] = [];
  const find = (wanted: string) =>
    recent.find((item) => {
      tried.push(item);
      return item === wanted ? `found ${item}` : undefined;
    });
  recent.add('a');
  recent.add('b');
  expect(find('a')).toBe('found a');
  expect(find('a')).toBe('found a');
  expect(tried).toEqual(['b', 'a', 'a']);
  recent.add('c');
  expect(find('b')).toBeUndefined();
  expect(recent.size).toBe(2);
});
