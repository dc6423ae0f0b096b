-- macro: help(about := null)
-- What this warehouse can be asked: its tables and macros; or with a name, `from help('reconnect')`, one of them with
-- its columns.
--
-- name     of the table or column; of a macro how it is called: what has no `:=` behind it must be given
-- kind     table, macro (ask `from name(…)`), value (ask `select name(…)`), column; or part, what an answer is made of
-- type     of a column of a table; null otherwise
-- meaning  what one row is, or what the column says
with
  macro as (
    select
      function_name,
      function_type,
      string_split(comment, e'\n') as lines
    from duckdb_functions()
    where database_name = current_database()
      and schema_name = 'main'
      and not internal
  ),
  macro_line as (
    select
      function_name,
      unnest(lines[4:]) as line,
      generate_subscripts(lines[4:], 1) as place
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
      lines[1],
      case
        when starts_with(lines[2], 'Part of ') then 'part'
        when function_type = 'table_macro' then 'macro'
        else 'value'
      end,
      null,
      lines[2],
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
where case
    when about is null then owner is null
    else split_part(about, '(', 1) in (owner, split_part(name, '(', 1))
      and coalesce(owner = split_part(about, '(', 1), true)
  end
order by
  owner is not null,
  kind = 'table' desc,
  kind = 'part',
  place,
  name
