-- macro: help(about := null)
-- What this warehouse can be asked: its tables and macros, or with a name, `from help('person')`, the columns of one.
--
-- name     of the table, macro or column
-- kind     table, macro (ask `from name(…)`), value (ask `select name(…)`) or column
-- type     of a column of a table; null otherwise
-- meaning  what one row is, or what the column says
with
  macro as (
    select
      function_name,
      function_type,
      parameters,
      string_split(comment, e'\n') as lines
    from duckdb_functions()
    where database_name = current_database()
      and schema_name = 'main'
      and not internal
  ),
  macro_line as (
    select
      function_name,
      unnest(lines[3:]) as line,
      generate_subscripts(lines[3:], 1) as place
    from macro
  ),
  entry as (
    select
      null as owner,
      table_name as name,
      'table' as kind,
      null as type,
      comment as meaning,
      0 as place
    from duckdb_tables()
    where database_name = current_database()
      and schema_name = 'main'
      and not internal
    union all
    select
      null,
      function_name || '(' || array_to_string(parameters, ', ') || ')',
      case function_type
        when 'table_macro' then 'macro'
        else 'value'
      end,
      null,
      lines[1],
      0
    from macro
    union all
    select
      table_name,
      column_name,
      'column',
      data_type,
      comment,
      column_index
    from duckdb_columns()
    where database_name = current_database()
      and schema_name = 'main'
      and not internal
    union all
    select
      function_name,
      regexp_extract(line, '^\w+'),
      'column',
      null,
      regexp_replace(line, '^\w+ +', ''),
      place
    from macro_line
  )
select
  name,
  kind,
  type,
  meaning
from entry
where owner is not distinct from split_part(about, '(', 1)
order by kind = 'table' desc, place, name
