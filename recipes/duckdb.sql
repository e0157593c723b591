-- The parts of a sweep as one table: duckdb -bail < duckdb.sql

-- are all parts there?
select if(count(*) = max(parts) and min(parts) = max(parts), count(*), error('parts are missing, or of several sweeps')) as parts
from (select regexp_extract(file, '-of-(\d+)', 1)::bigint as parts from glob('part-*-of-*.jsonl'));

-- All lines are sampled before DuckDB chooses the types of columns: otherwise it would silently round the 1.5 of a later part.
create table sweep as
from read_json('part-*-of-*.jsonl', format = 'newline_delimited', sample_size = -1, maximum_sample_files = -1);

-- the number of points, and the ranges of their totals
select count(*) as points, min(macs), max(macs), min(params), max(params)
from sweep;

-- the most parameters for at most 1 G multiply-adds
from sweep
where macs <= 1e9
order by params desc, macs
limit 5;

-- the fewest multiply-adds, one row per ratio, one column per resolution
pivot sweep on resolution using min(macs) group by s order by s;
