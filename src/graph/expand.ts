/** Program -> graph: the statements are walked once, with parameters as values on the tape, and every layer is laid down. */
import { inside } from '../spec/document.ts';
import type { Block, Program } from '../spec/program.ts';
import { isWhole } from './argument.ts';
import { type Body, namedBy } from './body.ts';
import { fail } from './check.ts';
import { Draft } from './draft.ts';
import { planGhosts } from './ghost.ts';
import type { Graph, Tensor } from './graph.ts';
import { boundsAround, numbersOf, type Point } from './point.ts';
import { Replacements } from './replace.ts';
import { Scopes } from './scopes.ts';
import { leastLayers, limits } from './size.ts';
import { unreadIn } from './unread.ts';
import type { Value } from './value.ts';
import { Walk } from './walk.ts';

/**
 * Expands a program. Open, its number parameters stay values on the tape, but for what decides how often a layer repeats: that is
 * taken from `point`, as words always are. Closed, all parameters are taken from there, which is faster for a single point.
 * @throws SpecError for what is wrong at every point
 */
export function expand(program: Program, point: Point, open: boolean): Graph {
  const { ghost: choice, rules, ...rest } = program;
  if (choice === undefined) return layDown(program, point, open);
  const last = Math.max(...rules.map(({ level }) => level));
  const base = expand({ ...rest, rules: rules.filter(({ level }) => level < last) }, point, open);
  const ratio = numbersOf(point).get('s') ?? 1;
  const plan = planGhosts(base, choice, open ? base.tape.parameter('s', boundsAround(ratio)) : ratio, open);
  // which layers are chosen may depend on parameters: then the graph is for this point alone
  if (plan === undefined) return expand(program, point, false);
  const chosen = rules.map((rule) => (rule.level === last ? { ...rule, paths: plan.replaced } : rule));
  return { ...layDown({ ...rest, rules: chosen }, point, open), ghost: { plan, base } };
}

function layDown(program: Program, point: Point, open: boolean): Graph {
  const draft = new Draft(point);
  const scopes = new Scopes(program, point, open, draft);
  const replacements = new Replacements(program, draft, scopes);
  const walk = new Walk(draft, scopes, replacements);
  const { tape, layers, standIns, checks, assumptions } = draft;
  const scope = scopes.ofFile(program.globals);
  const site = { path: ['input'], place: program.place, chain: [], when: 1 };
  const [channels = 1, h = 1, w = 1] = program.input.map((field, index) => {
    const key = ['channels', 'height', 'width'][index] as string;
    const value = draft.number(field, scope);
    const values = new Map([[key, value]]);
    draft.require('check/whole', isWhole(value, tape), { ...site, place: field.place }, { key }, values);
    draft.require('check/least', tape.apply('>=', value, 1), { ...site, place: field.place }, { key, least: 1 }, values);
    return value;
  });
  const input: Tensor = { channels, h, w, flat: false, origin: { kind: 'input' } };
  const shared = { standIn: undefined, role: undefined, lender: undefined };
  const body: Body = { scope, level: { path: [], names: new Map(), counts: new Map() }, when: 1, chain: [], input, round: undefined, rulesFrom: -1, ...shared };
  const sizes = new Map<Block, number>();
  let size = 0;
  for (const statement of program.body) {
    size += leastLayers([statement], sizes);
    if (size > limits.layers) fail('network/too-large', { limit: limits.layers }, statement.place, []);
  }
  const last = walk.body(program.body, input, body);
  const outputs = program.outputs?.map((reference) => ({ name: reference.name, tensor: namedBy(reference, body, true).output }));
  const some = layers.reduce((any: Value, { when }) => tape.apply('||', any, when), 0);
  draft.require('network/empty', some, { ...site, place: inside(program.place, 'layers') }, {}, new Map());
  replacements.requireUse();
  const graph = { tape, input, outputs: outputs ?? [{ name: undefined, tensor: last }], layers, standIns };
  for (const { layer, read } of unreadIn(graph)) {
    const { path, depth, place, chain, when } = layer;
    draft.require('check/unread', read, walk.calls.get(layer) ?? { path: path.slice(0, depth), place, chain, when }, {}, new Map());
  }
  return { ...graph, checks, domains: scopes.domains, assumptions };
}
