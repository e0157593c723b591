/** The syntax of expressions, as jsep reads it with some rules of its own: text -> tree, not checked. */
import jsep, { type Expression as JsepNode } from 'jsep';
import { remembered } from '../remembered.ts';
import { parseAmount } from './budget.ts';

/** A part of an expression's text. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

// it binds as * and / do
jsep.addBinaryOp('//', 10);

/** The tree of a text: specs say the same in many places. */
export const treeOf = remembered((text: string): JsepNode => jsep(text), 10_000);

export const deepest = 100;

const word = /[a-z_$][\w$]*/iy;
/** A number with a suffix: 150M, 5MiB. */
const amount = /\d+(?:\.\d+)?(?:e\d+)?[a-z]+(?![\w$])/iy;

/** Notes where names, numbers, words and lists start, where each ends with all that belongs to it, and what stands in parentheses, which jsep does not. */
jsep.hooks.add('gobble-token', function (env) {
  const start = this.index;
  const gobble = (): JsepNode | false | undefined => {
    if (this.char === '(') {
      const group = this.gobbleGroup();
      // jsep gives false for (), whatever its types say
      if (!group) this.throwError('Empty parentheses');
      group.grouped = true;
      return group;
    }
    if (/[\d.]/.test(this.char)) {
      amount.lastIndex = start;
      const written = amount.exec(this.expr)?.[0];
      const value = written === undefined ? undefined : parseAmount(written);
      // a number that runs into letters is refused by jsep
      if (written === undefined || value === undefined) return this.gobbleNumericLiteral();
      this.index += written.length;
      return { type: 'Literal', value, raw: written };
    }
    if (/['"]/.test(this.char)) return this.gobbleStringLiteral();
    if (this.char === '[') return this.gobbleArray();
    word.lastIndex = start;
    const name = word.exec(this.expr)?.[0];
    return name === undefined || Object.hasOwn(jsep.literals, name) || name === jsep.this_str ? undefined : this.gobbleIdentifier();
  };
  const node = gobble();
  if (!node) return;
  node.start = start;
  const whole = node.type === 'Literal' && typeof node.value === 'number' ? node : this.gobbleTokenProperty(node);
  whole.end = this.index;
  env.node = whole;
});

/** Where a node begins, and where it ends but for spaces. */
export function startOf(node: JsepNode): number {
  const first = [node.left, node.test, node.object, node.callee].find((one) => one !== undefined);
  return typeof node.start === 'number' ? node.start : first === undefined ? 0 : startOf(first as JsepNode);
}
export function endOf(node: JsepNode): number {
  const last = [node.right, node.alternate, node.argument].find((one) => one !== undefined);
  return typeof node.end === 'number' ? node.end : last === undefined ? startOf(node) : endOf(last as JsepNode);
}

/** Where brackets nest deeper than anyone writes. */
export function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if ('(['.includes(text.charAt(index)) && ++depth > deepest) return index;
    if (')]'.includes(text.charAt(index))) depth--;
  }
  return undefined;
}

/** The part of an expression's text where a name first stands. */
export function spanOf(name: string, text: string): Span | undefined {
  const start = text.search(new RegExp(`(?<![\\w$])${name.replace(/[$.]/g, '\\$&')}(?![\\w$])`));
  return start < 0 ? undefined : { start, length: name.length };
}
