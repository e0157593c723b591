-- The parts of a sweep, read together where they are: duckdb -bail < duckdb.sql

-- are all parts there?
select if(count(*) = max(parts) and min(parts) = max(parts), count(*), error('parts are missing, or of several sweeps')) as parts
from (select regexp_extract(file, '-of-(\d+)', 1)::bigint as parts from glob('part-*-of-*.jsonl'));

-- All lines are looked at before a column is taken for one of whole numbers: DuckDB would round the 1.5 of a later part without a word.
create table sweep as
from read_json('part-*-of-*.jsonl', format = 'newline_delimited', sample_size = -1, maximum_sample_files = -1);

-- how many points, between what bounds
select count(*) as points, min(macs), max(macs), min(params), max(params)
from sweep;

-- the most parameters that come for 1 G multiply-adds
from sweep
where macs <= 1e9
order by params desc, macs
limit 5;

-- the fewest multiply-adds, a row a ratio, a column a resolution
pivot sweep on resolution using min(macs) group by s order by s;
