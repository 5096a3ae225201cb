-- fail_with_status: refuse, yet commit.
--
-- Room: core
create function app.fail_with_status(p_word text, p_detail text, p_hint text default null)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_error jsonb := app.error_body(p_word, p_detail, p_hint);
begin
  perform set_config('response.status', substr(v_error ->> 'code', 3), true);
  return v_error;
end;
$$;

comment on function app.fail_with_status(text, text, text) is
  'The error as a returned body with its HTTP status.  For refusals whose side effects must outlive them, which a raised error would roll back:'
  ' counting a wrong token, releasing a hold whose confirmation failed.  Over HTTP nobody can tell the two apart.';
