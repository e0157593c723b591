/** Text -> expression: every name, number and operator is checked, and every error reported. */
import type { Expression as JsepNode } from 'jsep';
import type { Args, Code } from '../diagnostic/index.ts';
import { comparisons, type Define, type Expression, print } from './expression.ts';
import { functionNames, type Operator, type OperatorName, operators } from './operators.ts';
import { deepest, endOf, type Span, spanOf, startOf, tooDeep, treeOf } from './syntax.ts';

/** What an expression may refer to. */
export interface Names {
  readonly values: { has(name: string): boolean; keys(): Iterable<string> };
  readonly functions: ReadonlyMap<string, Define>;
  /** Hears of each name of a value and each name of a function that is read. */
  read?(name: string): void;
  call?(name: string): void;
  /** The meanings that a name could have here, where it has more than one. */
  ambiguityOf?(name: string): Omit<Args<'name/ambiguous'>, 'name'> | undefined;
  /** The words that a name can stand for, where they are known. */
  wordsOf?(name: string): readonly string[] | undefined;
}

/** Takes an error; `span` is what it is about. */
export type Report = <C extends Code>(code: C, args: Args<C>, span?: Span) => void;

const longest = 1000;
const nothing: Expression = { kind: 'number', value: Number.NaN };
const binary = new Set<string>(Object.keys(operators).filter((name) => 'infix' in operators[name as OperatorName] && name !== '!' && name !== '?:'));

/** Parses and checks an expression. Reports every error and then returns a tree that is not to be evaluated. */
export function parseExpression(text: string, names: Names, report: Report): Expression {
  if (text.length > longest) {
    report('expression/too-long', { length: text.length, limit: longest });
    return nothing;
  }
  const deep = tooDeep(text);
  if (deep !== undefined) {
    report('expression/syntax', { text, reason: `it nests more than ${deepest} levels deep` }, { start: deep, length: 1 });
    return nothing;
  }
  try {
    return check(treeOf(text), text, names, report);
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    const assigned = description === 'Unexpected "="' ? `${description}, to compare write ==` : description;
    const reason = assigned ?? (error instanceof RangeError ? 'it nests too deep' : String(error));
    report(
      'expression/syntax',
      { text, reason: reason.charAt(0).toLowerCase() + reason.slice(1) },
      index === undefined ? undefined : { start: index, length: 1 },
    );
    return nothing;
  }
}

function check(node: JsepNode, text: string, names: Names, report: Report): Expression {
  const again = (inner: unknown) => check(inner as JsepNode, text, names, report);
  const unreadable = (reason: string, span?: Span): Expression => {
    report('expression/syntax', { text, reason }, span);
    return nothing;
  };
  const spanAt = ({ start }: JsepNode, written: string) => (typeof start === 'number' ? { start, length: written.length } : undefined);
  const noOperator = (symbol: string, span: Span) => {
    const suggestion = { '===': '==', '!==': '!=', '&': '&&', '|': '||', '^': '**' }[symbol];
    const reason = `there is no operator ${symbol}${suggestion === undefined ? '' : `, write ${suggestion}`}`;
    return unreadable(reason, span);
  };
  /** Reports the parts of a calculation that are no numbers. */
  const requireNumbers = (args: readonly Expression[], nodes: readonly JsepNode[]) => {
    for (const [index, node] of nodes.entries()) {
      const arg = args[index];
      if (arg?.kind !== 'word' && arg?.kind !== 'list') continue;
      const start = startOf(node);
      if (arg.kind === 'word')
        report('expression/not-a-number', { name: print(arg), got: `the word "${arg.word}"` }, { start: start + 1, length: arg.word.length });
      else report('expression/not-a-number', { name: print(arg), got: 'a list' }, { start, length: text.slice(start, endOf(node)).trimEnd().length });
    }
  };
  const operator = (name: OperatorName, ...nodes: readonly JsepNode[]): Expression => {
    const args = nodes.map(again);
    requireNumbers(args, nodes);
    return { kind: 'operator', operator: name, args };
  };
  /** A comparison, of a name with one of the words that it can stand for if they are known. */
  const compared = (symbol: '==' | '!=', ...sides: readonly [JsepNode, JsepNode]): Expression => {
    const [name] = sides;
    const words = name.type === 'Identifier' ? names.wordsOf?.(String(name.name)) : undefined;
    const [before = '', written = ''] = (words && /^\s*[=!]=\s*([a-z][\w-]*)/i.exec(text.slice(endOf(name)))) ?? [];
    // `hard-swish` without quotes would read as a difference
    if (words?.includes(written) && !names.values.has(written)) {
      report('name/unknown', { name: written, known: [], compared: true }, { start: endOf(name) + before.length - written.length, length: written.length });
      return nothing;
    }
    const side = (inner: JsepNode) =>
      inner.type === 'Identifier' ? toName(String(inner.name), spanAt(inner, String(inner.name)), names, report, true) : again(inner);
    const [a, b] = [side(sides[0]), side(sides[1])];
    const [one, other, at] = a.kind === 'word' ? [b, a, sides[0]] : [a, b, sides[1]];
    const known = one.kind === 'name' ? names.wordsOf?.(one.name) : undefined;
    if (one.kind === 'name' && other.kind === 'word' && known?.includes(other.word) === false) {
      report('value/word', { key: one.name, word: other.word, known, reference: false }, { start: startOf(at) + 1, length: other.word.length });
    }
    return { kind: 'operator', operator: symbol, args: [a, b] };
  };
  switch (node.type) {
    case 'Literal': {
      if (typeof node.value === 'boolean') return { kind: 'number', value: Number(node.value) };
      if (typeof node.value === 'string') return { kind: 'word', word: node.value };
      if (typeof node.value !== 'number') {
        const raw = String(node.raw);
        return unreadable(`${raw} is neither a number nor a word`, spanOf(raw, text));
      }
      if (!Number.isFinite(node.value)) report('value/not-finite', { key: 'this number', got: String(node.raw) }, spanAt(node, String(node.raw)));
      else if (isRounded(String(node.raw), node.value))
        report('value/rounded', { key: 'this number', got: String(node.raw), value: node.value }, spanAt(node, String(node.raw)));
      else if (node.value > Number.MAX_SAFE_INTEGER) report('value/too-large', { key: 'this number', got: String(node.raw) }, spanAt(node, String(node.raw)));
      return { kind: 'number', value: node.value };
    }
    case 'Identifier':
      return toName(String(node.name), spanAt(node, String(node.name)), names, report);
    case 'MemberExpression': {
      const { object, property, computed } = node as unknown as { object: JsepNode; property: JsepNode; computed: boolean };
      if (computed) return { kind: 'item', args: [again(object), again(property)] };
      const name = `${object.name}.${property.name}`;
      return object.type === 'Identifier' ? toName(name, spanAt(object, name), names, report) : unreadable(`"${text}" has no properties`);
    }
    case 'ArrayExpression':
      return { kind: 'list', args: (node.elements as JsepNode[]).map(again) };
    case 'UnaryExpression':
      if (node.operator === '!') return operator('!', node.argument as JsepNode);
      if (node.operator === '+') return again(node.argument);
      if (node.operator === '-') {
        const inner = again(node.argument);
        return inner.kind === 'number'
          ? { kind: 'number', value: -inner.value }
          : { kind: 'operator', operator: '-', args: [{ kind: 'number', value: 0 }, inner] };
      }
      return noOperator(String(node.operator), { start: text.lastIndexOf(String(node.operator), startOf(node.argument as JsepNode)), length: 1 });
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const symbol = String(node.operator);
      const [left, right] = [node.left as JsepNode, node.right as JsepNode];
      const at = { start: text.indexOf(symbol, endOf(left)), length: symbol.length };
      if (left.grouped !== true) {
        // -a ** b is -(a ** b) to some languages and (-a) ** b to others, a < b < c compares the outcome of a < b
        if (symbol === '**' && left.type === 'UnaryExpression') return unreadable('a sign before a power, write (-a) ** b or -(a ** b)', at);
        if (comparisons.some((chain) => chain.has(symbol) && chain.has(String(left.operator))))
          return unreadable('comparisons in a row, write a < b && b < c', at);
      }
      if (!binary.has(symbol)) return noOperator(symbol, at);
      return comparisons[1].has(symbol) ? compared(symbol as '==' | '!=', left, right) : operator(symbol as OperatorName, left, right);
    }
    case 'ConditionalExpression': {
      const args = [node.test, node.consequent, node.alternate].map(again);
      requireNumbers(args, [node.test as JsepNode]);
      return { kind: 'operator', operator: '?:', args };
    }
    case 'CallExpression': {
      const { callee, arguments: given } = node as unknown as { callee: JsepNode; arguments: JsepNode[] };
      if (callee.type !== 'Identifier') return unreadable('only a function can be called');
      const name = String(callee.name);
      const args = given.map(again);
      const define = names.functions.get(name);
      if (define !== undefined) {
        names.call?.(name);
        if (args.length !== define.parameters.length) {
          report('expression/arity', { name, got: args.length, expected: `${name}(${define.parameters.join(', ')})` }, spanAt(callee, name));
        }
        return { kind: 'apply', define, args };
      }
      if (name === 'length') {
        if (args.length !== 1) report('expression/arity', { name, got: args.length, expected: 'length(list)' }, spanAt(callee, name));
        return { kind: 'length', args };
      }
      const builtin = functionNames.find((known) => known === name);
      if (builtin === undefined) {
        report('name/function', { name, known: [...names.functions.keys(), ...functionNames, 'length'] }, spanAt(callee, name));
        return nothing;
      }
      // make_divisible's floor defaults to its divisor
      if (builtin === 'make_divisible' && args.length === 2 && args[1] !== undefined) args.push(args[1]);
      const { arity, doc }: Operator = operators[builtin];
      if (args.length < arity[0] || args.length > arity[1]) {
        const expected = builtin === 'make_divisible' ? doc : arity[1] > arity[0] ? `${arity[0]} to ${arity[1]} arguments` : `${name}(value)`;
        report('expression/arity', { name, got: given.length, expected }, spanAt(callee, name));
        return nothing;
      }
      requireNumbers(args, given);
      return { kind: 'operator', operator: builtin, args };
    }
    case 'Compound': {
      const [, second] = node.body as JsepNode[];
      if (second === undefined) return unreadable('it is empty');
      return unreadable('an operator is missing between its parts', typeof second.start === 'number' ? { start: second.start, length: 1 } : undefined);
    }
    default:
      return unreadable(`"${text}" cannot be calculated with`);
  }
}

function toName(name: string, span: Span | undefined, names: Names, report: Report, compared = false): Expression {
  const ambiguity = names.ambiguityOf?.(name);
  if (ambiguity !== undefined) report('name/ambiguous', { name, ...ambiguity }, span);
  else if (!names.values.has(name)) report('name/unknown', { name, known: [...names.values.keys()], compared }, span);
  names.read?.(name);
  return { kind: 'name', name };
}

/** Whether a number is written with a fraction that the nearest double has lost. */
export const isRounded = (written: string, value: number): boolean => Number.isInteger(value) && /^[+-]?\d*\.\d*[1-9]\d*$/.test(written.trim());
