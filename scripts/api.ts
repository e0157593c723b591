/** docs/api.md: the library's functions, constants and types with their comments, read from the declarations that the package ships. */
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const root = 'dist/types/src';

interface Declared {
  readonly name: string;
  readonly kind: 'function' | 'constant' | 'class' | 'type';
  readonly comment: string;
  readonly code: string;
}

/** The declarations of a file by name, each with the comment before it. */
function declarationsIn(file: string): ReadonlyMap<string, Declared> {
  const text = readFileSync(posix.join(root, file), 'utf8');
  const found = new Map<string, Declared>();
  const shape =
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?(export (?:declare )?(function\*?|const|class|interface|type|abstract class) (\w+)[\s\S]*?)(?=\n(?:\/\*\*|export |declare |interface |type |const )|$)/g;
  for (const [, comment = '', code = '', word = '', name = ''] of text.matchAll(shape)) {
    const kind = word.startsWith('function') ? 'function' : word === 'const' ? 'constant' : word.endsWith('class') ? 'class' : 'type';
    const said = comment.replace(/^\s*\*? ?/gm, '').trim();
    const known = found.get(name);
    // overloads stand together
    found.set(name, {
      name,
      kind,
      comment: known?.comment || said,
      code: `${known === undefined ? '' : `${known.code}\n`}${code
        .trim()
        .replace(/^export (declare )?/, '')
        .replace(/\b[a-z]+\.(?=[A-Z])/g, '')}`,
    });
  }
  return found;
}

/** The names that a door gives, each with its declaration. */
function exportsOf(door: string): readonly Declared[] {
  const text = readFileSync(posix.join(root, door), 'utf8');
  const own = [...declarationsIn(door).values()];
  const given = [...text.matchAll(/export (?:type )?\{([^}]*)\} from '(\.[^']*)\.ts'/g)].flatMap(([, names = '', path = '']) => {
    const file = [posix.join(posix.dirname(door), `${path}.d.ts`)].find((one) => existsSync(posix.join(root, one))) ?? '';
    const declared = declarationsIn(file);
    return names.split(',').flatMap((written) => {
      const [name = '', called = name] = written
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      const found = declared.get(name);
      if (name === '') return [];
      if (found === undefined) throw new Error(`${file} declares no ${name}`);
      return [{ ...found, name: called }];
    });
  });
  return [...given, ...own].toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
}

const headings = { function: 'Functions', class: 'Classes', constant: 'Constants', type: 'Types' } as const;

const pageOf = (door: string) => {
  const all = exportsOf(door);
  return Object.entries(headings).flatMap(([kind, heading]) => {
    const some = all.filter((one) => one.kind === kind);
    return some.length === 0
      ? []
      : [
          `### ${heading}`,
          ...some.flatMap(({ name, comment, code }) => [
            `#### \`${name}\``,
            ...(comment === '' ? [] : [comment.replace(/^@(\w+) ?/gm, '\n*$1* ')]),
            `\`\`\`ts\n${code}\n\`\`\``,
          ]),
        ];
  });
};

/** The page; the declarations have to be those of a build. */
export const apiPage = (): string =>
  [
    '# The library',
    'Made from the declarations that the package ships (`npm run build`, `npm run docs`). The README has an example that runs.',
    '## `ghostcost`',
    'Pure: it runs in browsers too.',
    ...pageOf('index.d.ts'),
    '## `ghostcost/node`',
    'All of `ghostcost`, and what needs Node.',
    ...pageOf('node/index.d.ts'),
    '',
  ].join('\n\n');
