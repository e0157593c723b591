/**
 * For Node 20, which compiles at every start: keeps what V8 made of the command line for the next one. Later versions do so by themselves
 * (module.enableCompileCache), by the same two environment variables, and this file goes with Node 20.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

const { NODE_COMPILE_CACHE: chosen, NODE_DISABLE_COMPILE_CACHE: disabled } = process.env;
const user = process.getuid?.();
const folder = chosen ?? join(tmpdir(), `ghostcost-compiled-${user ?? 'user'}`);
const loaded = new Map();

/** What a file of CommonJS exports; those beside it are loaded in the same way. */
export function load(file) {
  if (loaded.has(file)) return loaded.get(file).exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const bytes = readFileSync(file);
  // V8 knows a text by its length alone
  const kept = join(folder, `${process.version}-${process.arch}-${crc32(bytes).toString(16)}-${basename(file)}`);
  const cachedData = disabled ? undefined : read(kept);
  const script = new Script(`(function(exports,require,module,__filename){${bytes}\n})`, { filename: file, cachedData });
  // at the end, all that was called has been compiled
  if (!disabled && script.cachedDataRejected !== false) process.once('exit', () => write(kept, script.createCachedData()));
  const require = createRequire(file);
  const requireBeside = (name) => (/^\.\/[^/]+$/.test(name) ? load(require.resolve(name)) : require(name));
  script.runInThisContext()(module.exports, requireBeside, module, file);
  return module.exports;
}

/** What is kept, behind its checksum; nothing where it is broken, or somebody else's, whose code is not run. */
function read(file) {
  try {
    if (statSync(file).uid !== (user ?? 0)) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(4);
    return bytes.readUInt32LE() === crc32(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

function write(file, code) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const part = `${file}.${process.pid}`;
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(code));
    writeFileSync(part, Buffer.concat([sum, code]), { mode: 0o600 });
    renameSync(part, file);
  } catch {
    // without it the next start is as slow as this one
  }
}
