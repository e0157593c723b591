/** Names that expressions can read: what each is, where it is declared, and whether anything reads it. */
import type { Args } from '../diagnostic/index.ts';
import type { Place } from './document.ts';
import type { Define } from './expression.ts';
import type { Names } from './parse.ts';

/** A name's declaration. One without a place is not the user's: nobody minds whether it is read. */
export interface Declaration {
  /** What it is, in words, and of what: `the parameter`, `the argument` of a block. */
  readonly what: string;
  readonly of?: string;
  readonly place?: Place | undefined;
  /** Whether it is declared by the key at its place. */
  readonly key?: 'key';
  /** Whether its value may be a word, for `$name`, and which words if they are known. */
  readonly word?: boolean;
  readonly words?: readonly string[] | undefined;
  readonly ambiguity?: Omit<Args<'name/ambiguous'>, 'name'>;
  /** Set when something reads it. */
  used?: boolean;
}

/** The names in scope at one place of a spec. */
export class Declarations implements Names {
  readonly values: ReadonlyMap<string, Declaration>;
  readonly functions: ReadonlyMap<string, Define>;
  readonly #functionsRead: Set<string>;
  readonly #declared: Map<string, Declaration>;

  constructor(values: Map<string, Declaration>, functions: ReadonlyMap<string, Define>, functionsRead: Set<string> = new Set()) {
    this.values = this.#declared = values;
    this.functions = functions;
    this.#functionsRead = functionsRead;
  }

  /** The same names and more; one that is there already is hidden by the new one. */
  with(more: Iterable<readonly [string, Declaration]>): Declarations {
    return new Declarations(new Map([...this.values, ...more]), this.functions, this.#functionsRead);
  }

  /** Adds a name, for what is read from now on. */
  declare(name: string, declaration: Declaration): void {
    this.#declared.set(name, declaration);
  }

  read(name: string): void {
    const declaration = this.values.get(name);
    if (declaration !== undefined) declaration.used = true;
  }

  call(name: string): void {
    this.#functionsRead.add(name);
  }

  /** The functions that are called. */
  get called(): ReadonlySet<string> {
    return this.#functionsRead;
  }

  ambiguityOf(name: string): Declaration['ambiguity'] {
    return this.values.get(name)?.ambiguity;
  }

  wordsOf(name: string): readonly string[] | undefined {
    const { words = [] } = this.values.get(name) ?? {};
    return words.length === 0 ? undefined : words;
  }

  /** Whether the value of a name may be a word. */
  mayBeWord(name: string): boolean {
    return this.values.get(name)?.word === true;
  }

  /** The names whose value may be a word. */
  get words(): readonly string[] {
    return [...this.values].flatMap(([name, { word }]) => (word ? [name] : []));
  }
}
