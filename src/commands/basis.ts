/** The options that say what totals are counted by. */
import { type Command, Option } from 'commander';
import { type Basis, type DataType, dataTypes, type MemoryRule, memoryRuleNames } from '../cost/basis.ts';
import { type ConventionName, conventionNames } from '../ops/convention.ts';
import { parseCount } from './options.ts';

export interface BasisOptions {
  readonly convention: ConventionName;
  readonly batch: number;
  readonly dtype: DataType;
  readonly memory: MemoryRule;
}

/** What a peak of memory is. */
export const memoryOption = () =>
  new Option('--memory <rule>', 'for peak memory: whether add and multiply overwrite an input that nothing else reads, or need a tensor of their own')
    .choices(memoryRuleNames)
    .default('in-place' satisfies MemoryRule);

export const dtypeOption = () =>
  new Option('--dtype <type>', 'data type of tensors, for memory sizes').choices(Object.keys(dataTypes)).default('float32' satisfies DataType);

export const addBasisOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--convention <name>', 'counting convention of the total "cost": which operations count, and how much')
        .choices(conventionNames)
        .default('macs' satisfies ConventionName),
    )
    .addOption(new Option('--batch <number>', 'batch size').argParser(parseCount).default(1))
    .addOption(dtypeOption())
    .addOption(memoryOption());

export const basisOf = ({ convention, batch, dtype, memory }: BasisOptions): Basis => ({ convention, batch, dataType: dtype, memory });
