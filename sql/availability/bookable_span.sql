-- bookable_span: how soon and how far ahead a caller may book.
--
-- Room:  availability
-- Reads: nothing but the offering
create function app.may_manage(p_offering app.offering)
returns boolean
language sql
immutable
security invoker
return p_offering.standing in ('admin', 'practitioner');

comment on function app.may_manage(app.offering) is
  'Whether the caller acts for the practitioner.  Notice, window and daily limit are for clients; availability and the constraints for everybody.';

create function app.earliest_start(p_offering app.offering)
returns timestamptz
language sql
stable
security invoker
return app.now() + case when app.may_manage(p_offering) then interval '0' else p_offering.min_notice end;

comment on function app.earliest_start(app.offering) is 'The first instant at which the caller may let a booking begin.';

create function app.latest_start(p_offering app.offering)
returns timestamptz
language sql
stable
security invoker
return app.now() + case when app.may_manage(p_offering) then interval '731 days' else p_offering.max_advance end;

comment on function app.latest_start(app.offering) is 'The instant from which on the caller may not let a booking begin.';
