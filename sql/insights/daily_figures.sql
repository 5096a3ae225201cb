-- daily_figures: what happened on each day, in numbers without names (DR-8.1).
--
-- Room: insights
-- Owns: app.daily_figures, app.daily_mail
create table app.daily_figures (
  organization_id uuid not null,
  day date not null,
  practitioner_id uuid not null,
  made integer not null default 0,
  made_online integer not null default 0,
  appointments integer not null default 0,
  completed integer not null default 0,
  no_shows integer not null default 0,
  cancelled_by_client integer not null default 0,
  cancelled_by_practice integer not null default 0,
  cancelled_late integer not null default 0,
  lapsed integer not null default 0,
  booked_minutes integer not null default 0,
  offered_minutes integer not null default 0,
  held integer not null default 0,
  shown integer not null default 0,
  opened integer not null default 0,
  visited integer not null default 0,
  chosen integer not null default 0,
  ratings integer not null default 0,
  rating_sum integer not null default 0,
  recommends integer not null default 0,
  promoters integer not null default 0,
  detractors integer not null default 0,

  constraint daily_figures_pkey primary key (organization_id, day, practitioner_id),
  constraint daily_figures_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade
);

comment on table app.daily_figures is
  'Days are those of the organization''s time zone.  Derived by refresh_figures, for days that have begun; app.figures_amiss holds it against the bookings themselves.'
  '  No client, no booking and no time of day can be read from it.  Kept for three years.';
comment on column app.daily_figures.made is 'Bookings made on that day, whatever became of them.';
comment on column app.daily_figures.made_online is 'Requests by clients among them: a series is one.';
comment on column app.daily_figures.appointments is 'Not cancelled, and beginning on that day; so are the other ends of a booking counted on the day for which it was.';
comment on column app.daily_figures.cancelled_by_practice is 'By a member, declined requests included.';
comment on column app.daily_figures.cancelled_late is 'Of those cancelled by either, less than 24 hours before the beginning.';
comment on column app.daily_figures.lapsed is 'Requests that nobody answered in time.';
comment on column app.daily_figures.booked_minutes is 'Time of that day that was booked; what several clients share counts once.';
comment on column app.daily_figures.offered_minutes is 'Time within the hours, less time off, and whatever was booked outside them.';
comment on column app.daily_figures.held is 'Times held by clients: how often somebody reached for one.';
comment on column app.daily_figures.shown is 'How often a search showed the practitioner, once for each visit of the site; opened: of those, how often the profile was opened from there.';
comment on column app.daily_figures.visited is 'How often the booking page was looked at, once for each visit of the site; chosen: of those, how often a booking was made.';
comment on column app.daily_figures.ratings is 'Reviews written on that day that were not withdrawn or hidden; rating_sum: their stars.';
comment on column app.daily_figures.recommends is 'Those that say how likely the client is to recommend the practice; promoters: 9 or 10; detractors: 0 to 6.';

alter table app.daily_figures enable row level security;

create table app.daily_mail (
  organization_id uuid not null,
  day date not null,
  taken integer not null default 0,
  failed integer not null default 0,
  dropped integer not null default 0,
  arrived integer not null default 0,
  bounced integer not null default 0,
  complained integer not null default 0,

  constraint daily_mail_pkey primary key (organization_id, day),
  constraint daily_mail_is_of_an_organization foreign key (organization_id) references app.organizations (organization_id) on delete cascade
);

comment on table app.daily_mail is
  'Messages by the day on which they were done with, as api.mail_figures says, but in the organization''s time zone: taken by the provider, failed and dropped on our side;'
  ' of those taken, what was reported since.';
alter table app.daily_mail enable row level security;
