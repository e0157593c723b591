/** The messages of ONNX that a network needs, each field by its number and type in onnx.proto (IR version 8), and how they are written. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

class Output {
  readonly writer = new BinaryWriter();
  readonly #pieces: Uint8Array[] = [];

  /** Large pieces are kept as they are: weights are never copied to be joined. */
  put(piece: Uint8Array): void {
    if (piece.byteLength < 2 ** 16) this.writer.raw(piece);
    else this.#pieces.push(this.writer.finish(), piece);
  }

  finish(): readonly Uint8Array[] {
    return [...this.#pieces, this.writer.finish()];
  }
}

/** Writes a field. */
type Type<V> = (field: number, value: V, output: Output) => void;
type Fields = Readonly<Record<string, readonly [number: number, type: Type<never>]>>;
type Message<F extends Fields> = { readonly [K in keyof F]?: F[K][1] extends Type<infer V> ? V : never };
type Written<M> = M extends Type<infer V> ? V : never;

const integer: Type<number> = (field, value, { writer }) => writer.tag(field, WireType.Varint).int64(value);
const float: Type<number> = (field, value, { writer }) => writer.tag(field, WireType.Bit32).float(value);
const text: Type<string> = (field, value, { writer }) => writer.tag(field, WireType.LengthDelimited).string(value);
const bytes: Type<Uint8Array> = (field, value, output) => {
  output.writer.tag(field, WireType.LengthDelimited).uint32(value.byteLength);
  output.put(value);
};
const repeated =
  <V>(type: Type<V>): Type<readonly V[]> =>
  (field, values, output) => {
    for (const value of values) type(field, value, output);
  };
const message =
  <F extends Fields>(fields: F): Type<Message<F>> =>
  (field, value, output) => {
    const pieces = encode(fields, value);
    output.writer.tag(field, WireType.LengthDelimited).uint32(sizeOf(pieces));
    for (const piece of pieces) output.put(piece);
  };

export const sizeOf = (pieces: readonly Uint8Array[]) => pieces.reduce((size, { byteLength }) => size + byteLength, 0);

/** A message in pieces that follow each other. */
function encode<F extends Fields>(fields: F, value: Message<F>): readonly Uint8Array[] {
  const output = new Output();
  for (const [name, [field, type]] of Object.entries(fields)) if (value[name] !== undefined) (type as Type<unknown>)(field, value[name], output);
  return output.finish();
}

const pair = message({ key: [1, text], value: [2, text] });
const dimension = message({ dim_value: [1, integer], dim_param: [2, text] });
const shape = message({ dim: [1, repeated(dimension)] });
const tensorType = message({ elem_type: [1, integer], shape: [2, shape] });
const valueInfo = message({ name: [1, text], type: [2, message({ tensor_type: [1, tensorType] })] });
const tensor = message({ dims: [1, repeated(integer)], data_type: [2, integer], name: [8, text], raw_data: [9, bytes] });
const attribute = message({ name: [1, text], f: [2, float], i: [3, integer], s: [4, text], ints: [8, repeated(integer)], type: [20, integer] });
const node = message({
  input: [1, repeated(text)],
  output: [2, repeated(text)],
  name: [3, text],
  op_type: [4, text],
  attribute: [5, repeated(attribute)],
});
const graph = message({
  node: [1, repeated(node)],
  name: [2, text],
  initializer: [5, repeated(tensor)],
  input: [11, repeated(valueInfo)],
  output: [12, repeated(valueInfo)],
  value_info: [13, repeated(valueInfo)],
});
const model = {
  ir_version: [1, integer],
  producer_name: [2, text],
  producer_version: [3, text],
  doc_string: [6, text],
  graph: [7, graph],
  opset_import: [8, repeated(message({ domain: [1, text], version: [2, integer] }))],
  metadata_props: [14, repeated(pair)],
} as const satisfies Fields;

export type Model = Message<typeof model>;
export type Attribute = Written<typeof attribute>;
export type Node = Written<typeof node>;
export type Tensor = Written<typeof tensor>;
export type ValueInfo = Written<typeof valueInfo>;

/** A model as a file has it, in pieces. */
export const encodeModel = (value: Model): readonly Uint8Array[] => encode(model, value);

/** Numbers of onnx.proto's enumerations. */
export const dataTypes = { float: 1, int64: 7 } as const;
export const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;
