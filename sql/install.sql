-- The build order, which is the table of contents.  A room uses only rooms above it.

-- core: schemas, clock, errors, actors, idempotency, rate limits
\ir core/schemas.sql
\ir core/now.sql
\ir core/error_words.sql
\ir core/fail.sql
\ir core/fail_with_hint.sql
\ir core/fail_with_status.sql
\ir core/signed_in_email.sql
\ir core/actor.sql
\ir core/requester.sql
\ir core/rate_limits.sql
\ir core/time_zones.sql
\ir core/local_time.sql
\ir core/spoken.sql
\ir core/emails.sql
\ir core/short_text.sql
\ir core/token_hash.sql
\ir core/check_lease.sql
\ir core/backoff.sql
\ir core/broadcast.sql
\ir core/remember_answer.sql
\ir core/idempotency_keys.sql

-- recurrence: when a rule of RFC 5545 recurs
\ir recurrence/calendar_time.sql
\ir recurrence/recurrence_rule.sql
\ir recurrence/check_recurrence_rule.sql
\ir recurrence/rule_times.sql
\ir recurrence/recurrence_lines.sql
\ir recurrence/occurrences.sql
\ir recurrence/wanted_occurrences.sql

-- audit: who changed what, append-only
\ir audit/audit_log.sql
\ir audit/audit_personal.sql
\ir audit/personal_part.sql
\ir audit/record.sql
\ir audit/audit_row.sql

-- outbox: what the outside must be told
\ir outbox/outbox_events.sql
\ir outbox/message_kinds.sql
\ir outbox/event_of_the_service.sql
\ir outbox/end_message.sql
\ir outbox/supersede_messages.sql
\ir outbox/mark_delivered.sql
\ir outbox/mark_failed.sql
\ir outbox/renew_leases.sql
\ir outbox/return_events.sql
\ir outbox/outbox_metrics.sql

-- tenancy: organizations, members, roles, permissions, invitations
\ir tenancy/organizations.sql
\ir tenancy/members.sql
\ir tenancy/permissions.sql
\ir tenancy/organization_permissions.sql
\ir tenancy/support_grants.sql
\ir tenancy/organizations_where.sql
\ir tenancy/list_required.sql
\ir tenancy/is_super_admin.sql
\ir tenancy/permission_required.sql
\ir tenancy/policies.sql
\ir tenancy/views.sql
\ir tenancy/role_permissions.sql
\ir tenancy/display_name.sql
\ir tenancy/create_organization.sql
\ir tenancy/change_display_name.sql
\ir tenancy/invitations.sql
\ir tenancy/invite_member.sql
\ir tenancy/register_invitation_token.sql
\ir tenancy/accept_invitation.sql
\ir tenancy/invitation_to_change.sql
\ir tenancy/drop_invitation_mail.sql
\ir tenancy/revoke_invitation.sql
\ir tenancy/resend_invitation.sql
\ir tenancy/member_to_change.sql
\ir tenancy/change_member_role.sql
\ir tenancy/change_role_permission.sql
\ir tenancy/support_access.sql
\ir tenancy/open_support_access.sql
\ir tenancy/allow_support_access.sql
\ir tenancy/end_support_access.sql
\ir tenancy/suspend_member.sql
\ir tenancy/reactivate_member.sql

-- billing: codes, units and modifiers
\ir billing/billing_codes.sql
\ir billing/views.sql
\ir billing/billing_code.sql
\ir billing/derive_billing.sql
\ir billing/billing_of.sql

-- directory: practitioners, services, specialties
\ir directory/is_picture.sql
\ir directory/practitioners.sql
\ir directory/practitioner_ratings.sql
\ir directory/profile_of_new_practitioner.sql
\ir directory/hide_suspended.sql
\ir directory/guard_archiving.sql
\ir directory/services.sql
\ir directory/guard_billing_code.sql
\ir directory/practitioner_services.sql
\ir directory/specialties.sql
\ir directory/my_practitioner_ids.sql
\ir directory/places.sql
\ir directory/place_of.sql
\ir directory/policies.sql
\ir directory/views.sql
\ir directory/guard_specialty.sql
\ir directory/offers.sql
\ir directory/standing.sql
\ir directory/practitioner_seen.sql
\ir directory/offering.sql
\ir directory/lock_practitioner.sql

-- resources: rooms and equipment
\ir resources/resources.sql
\ir resources/service_needs.sql
\ir resources/views.sql

-- people: clients, assignments
\ir people/clients.sql
\ir people/my_client_ids.sql
\ir people/fail_unseen.sql
\ir people/account_details.sql
\ir people/memberships.sql
\ir people/client_details.sql
\ir people/client_of_details.sql
\ir people/joined_client.sql
\ir people/client_assignments.sql
\ir people/announce_client.sql
\ir people/take_client_place.sql
\ir people/merged_clients.sql
\ir people/assign_practitioner.sql
\ir people/end_assignment.sql
\ir people/end_with_client.sql
\ir people/practitioner_places.sql
\ir people/assignment_history.sql

-- onboarding: what a practice asks of new clients, and how they join
\ir onboarding/onboarding_steps.sql
\ir onboarding/consents.sql
\ir onboarding/intake_answers.sql
\ir onboarding/open_steps.sql
\ir onboarding/settle_after_change.sql
\ir onboarding/settle_on_joining.sql
\ir onboarding/policies.sql
\ir onboarding/views.sql
\ir onboarding/step_to_change.sql
\ir onboarding/save_onboarding_step.sql
\ir onboarding/publish_onboarding_step.sql
\ir onboarding/retire_onboarding_step.sql
\ir onboarding/my_onboarding.sql
\ir onboarding/answer_fits.sql
\ir onboarding/answer_onboarding_step.sql
\ir onboarding/withdraw_consent.sql
\ir onboarding/client_onboarding.sql
\ir onboarding/join_organization.sql
\ir onboarding/check_onboarding.sql

-- supervision: who looks over whose shoulder
\ir supervision/supervisions.sql
\ir supervision/supervised_practitioner_ids.sql
\ir supervision/views.sql
\ir supervision/begin_supervision.sql
\ir supervision/end_supervision.sql

-- availability: rules, exceptions, claims, slots
\ir availability/availability_rules.sql
\ir availability/availability_exceptions.sql
\ir availability/guard_rules.sql
\ir availability/policies.sql
\ir availability/views.sql
\ir availability/practitioner_missing.sql
\ir availability/guard_publishing.sql
\ir availability/practitioner_readiness.sql
\ir availability/slot_claims.sql
\ir availability/resource_claims.sql
\ir availability/busy_spans.sql
\ir availability/replace_busy_spans.sql
\ir availability/availability_windows.sql
\ir availability/bookable_span.sql
\ir availability/busy_time.sql
\ir availability/full_days.sql
\ir availability/check_slot_arguments.sql
\ir availability/resources_busy.sql
\ir availability/free_slots.sql
\ir availability/slots_of_days.sql
\ir availability/plain_rule.sql
\ir availability/slot_verdict.sql
\ir availability/write_claim.sql
\ir availability/remove_lapsed_holds.sql
\ir availability/take_resources.sql
\ir availability/claim_attempt.sql
\ir availability/in_the_way.sql
\ir availability/alternatives.sql
\ir availability/fail_taken.sql
\ir availability/attempt_claim.sql
\ir availability/claim_slot.sql
\ir availability/claim_occurrences.sql

-- bookings: the state machine and its verbs
\ir bookings/booking_transitions.sql
\ir bookings/booking_reference.sql
\ir bookings/booking_series.sql
\ir bookings/bookings.sql
\ir bookings/guard_booking.sql
\ir bookings/told_changes.sql
\ir bookings/told_message.sql
\ir bookings/announce_change.sql
\ir bookings/announce_series.sql
\ir bookings/announce_booking.sql
\ir bookings/announce_completion.sql
\ir bookings/audit_booking.sql
\ir bookings/guard_stranded.sql
\ir bookings/guard_seats.sql
\ir bookings/guard_resource.sql
\ir bookings/guard_needs.sql
\ir bookings/policies.sql
\ir bookings/views.sql
\ir bookings/rosters.sql
\ir bookings/booking_resources.sql
\ir bookings/booking_seen.sql
\ir bookings/practitioner_to_read.sql
\ir bookings/client_list.sql
\ir bookings/client_to_read.sql
\ir bookings/client_profile.sql
\ir bookings/client_bookings.sql
\ir bookings/booking_history.sql
\ir bookings/recent_activity.sql
\ir bookings/practitioner_figures.sql
\ir bookings/next_status.sql
\ir bookings/booking_of_party.sql
\ir bookings/booking_to_change.sql
\ir bookings/check_change_notice.sql
\ir bookings/fail_client_busy.sql
\ir bookings/client_of_member.sql
\ir bookings/insert_booking.sql
\ir bookings/booking_answer.sql
\ir bookings/insert_series.sql
\ir bookings/move_booking.sql
\ir bookings/end_booking.sql
\ir bookings/expire_bookings.sql
\ir bookings/check_may_book_for.sql
\ir bookings/create_series.sql
\ir bookings/create_booking.sql
\ir bookings/reschedule_booking.sql
\ir bookings/call_off_booking.sql
\ir bookings/cancel_booking.sql
\ir bookings/decline_booking.sql
\ir bookings/settle_booking.sql
\ir bookings/approve_booking.sql
\ir bookings/complete_booking.sql
\ir bookings/mark_no_show.sql

-- holds: a slot reserved for a few minutes, then booked
\ir holds/new_hold_key.sql
\ir holds/series_holds.sql
\ir holds/holds.sql
\ir holds/audit_holds.sql
\ir holds/available_slots.sql
\ir holds/slots_of_booking.sql
\ir holds/limit_holds.sql
\ir holds/limit_bookings.sql
\ir holds/check_accepting_clients.sql
\ir holds/hold_answer.sql
\ir holds/live_claims.sql
\ir holds/release_claims.sql
\ir holds/offering_to_move.sql
\ir holds/hold_slot.sql
\ir holds/hold_series.sql
\ir holds/request_hold.sql
\ir holds/end_lapsed_holds.sql
\ir holds/extend_hold.sql
\ir holds/release_hold.sql
\ir holds/confirm_new.sql
\ir holds/confirm_move.sql
\ir holds/confirm_series.sql
\ir holds/hint_of_busy_client.sql
\ir holds/confirm_hold.sql

-- series: bookings that were made together, cancelled and moved together
\ir series/series_to_change.sql
\ir series/series_change_answer.sql
\ir series/cancel_series.sql
\ir series/series_change.sql
\ir series/attempt_move.sql
\ir series/move_series.sql
\ir series/reschedule_series.sql

-- handover: a client goes to another practitioner, with the bookings to come
\ir handover/client_to_hand_over.sql
\ir handover/hand_booking.sql
\ir handover/hand_bookings.sql
\ir handover/announce_hand_over.sql
\ir handover/hand_over_client.sql
\ir handover/preview_hand_over.sql

-- staff: who comes to work here, and who leaves
\ir staff/join_requests.sql
\ir staff/join_request_to_answer.sql
\ir staff/request_to_join.sql
\ir staff/withdraw_join_request.sql
\ir staff/approve_join_request.sql
\ir staff/decline_join_request.sql
\ir staff/end_with_membership.sql
\ir staff/leave_organization.sql

-- hours: why a time is offered or not, and changing hours under bookings
\ir hours/hours_reasons.sql
\ir hours/claim_reasons.sql
\ir hours/busy_reasons.sql
\ir hours/explain_slot.sql
\ir hours/bookings_outside_hours.sql
\ir hours/practitioner_to_change.sql
\ir hours/apply_change.sql
\ir hours/apply_changes.sql
\ir hours/treat_stranded.sql
\ir hours/change_availability.sql
\ir hours/preview_availability_change.sql
\ir hours/close_day.sql

-- video: rooms to talk and see each other in, for booked time only
\ir video/video_rooms.sql
\ir video/video_opening.sql
\ir video/end_video_room.sql
\ir video/want_video_room.sql
\ir video/booking_video.sql
\ir video/settle_video.sql
\ir video/settle_videos.sql
\ir video/video_link.sql
\ir video/place_of_booking.sql
\ir video/booking_place.sql
\ir video/video_entry.sql
\ir video/video_of_booking.sql
\ir video/claim_video_rooms.sql
\ir video/renew_video_rooms.sql
\ir video/return_video_rooms.sql
\ir video/video_room_of_the_service.sql
\ir video/mark_video_room_done.sql
\ir video/mark_video_room_failed.sql
\ir video/note_video_event.sql
\ir video/end_past_video_rooms.sql

-- live: what open pages hear at once
\ir live/policies.sql
\ir live/note_slots_changed.sql
\ir live/note_resources_changed.sql
\ir live/note_busy_changed.sql
\ir live/tell_slots_changed.sql

-- links: what a client may do by the link in a mail
\ir links/booking_tokens.sql
\ir links/register_booking_token.sql
\ir links/booking_of_token.sql
\ir links/booking_by_token.sql
\ir links/video_by_token.sql
\ir links/slots_by_token.sql
\ir links/reschedule_by_token.sql
\ir links/cancel_by_token.sql
\ir links/claim_booking.sql
\ir links/link_client.sql
\ir links/link_my_bookings.sql

-- search: the directory, searched by words and by the soonest free time
\ir search/plain_text.sql
\ir search/directory_entries.sql
\ir search/refresh_entries.sql
\ir search/next_slots.sql
\ir search/lower_next_slots.sql
\ir search/lower_next_slots_when_free.sql
\ir search/public_offering.sql
\ir search/first_free_slots.sql
\ir search/tighten_next_slots.sql
\ir search/search_request.sql
\ir search/search_matches.sql
\ir search/soonest_possible.sql
\ir search/practitioner_next_slots.sql
\ir search/search_walk.sql
\ir search/search_practitioners.sql

-- waitlist: wishes for time that may come free, and offers
\ir waitlist/waitlist_entries.sql
\ir waitlist/waitlist_offers.sql
\ir waitlist/waitlist_releases.sql
\ir waitlist/waitlist_tokens.sql
\ir waitlist/views.sql
\ir waitlist/register_waitlist_token.sql
\ir waitlist/announce_waitlist.sql
\ir waitlist/next_waiting.sql
\ir waitlist/offer_released.sql
\ir waitlist/offer_on_release.sql
\ir waitlist/end_offer.sql
\ir waitlist/wish_to_change.sql
\ir waitlist/check_wish.sql
\ir waitlist/join_waitlist.sql
\ir waitlist/leave_waitlist.sql
\ir waitlist/waitlist_by_token.sql
\ir waitlist/accept_waitlist_offer.sql
\ir waitlist/decline_waitlist_offer.sql
\ir waitlist/tick_waitlist.sql
\ir waitlist/follow_merge.sql

-- webhooks: what others are told, signed
\ir webhooks/webhook_event_types.sql
\ir webhooks/webhook_endpoints.sql
\ir webhooks/webhook_secrets.sql
\ir webhooks/webhook_deliveries.sql
\ir webhooks/views.sql
\ir webhooks/endpoint_to_change.sql
\ir webhooks/endpoint_answer.sql
\ir webhooks/choose_event_types.sql
\ir webhooks/webhook_secret_answer.sql
\ir webhooks/warn_admins.sql
\ir webhooks/end_webhook_endpoint.sql
\ir webhooks/register_webhook_endpoint.sql
\ir webhooks/change_webhook_endpoint.sql
\ir webhooks/rotate_webhook_secret.sql
\ir webhooks/disable_webhook_endpoint.sql
\ir webhooks/enable_webhook_endpoint.sql
\ir webhooks/delete_webhook_endpoint.sql
\ir webhooks/send_test_webhook.sql
\ir webhooks/replay_webhook_delivery.sql
\ir webhooks/announce_to_webhooks.sql
\ir webhooks/webhook_payload.sql
\ir webhooks/waiting_endpoints.sql
\ir webhooks/lease_deliveries.sql
\ir webhooks/claim_webhook_deliveries.sql
\ir webhooks/renew_webhook_leases.sql
\ir webhooks/return_webhook_deliveries.sql
\ir webhooks/delivery_of_the_service.sql
\ir webhooks/mark_webhook_delivered.sql
\ir webhooks/mark_webhook_failed.sql
\ir webhooks/prune_webhooks.sql

-- notifications: what people with an account are told within the app, and who wants to be told what
\ir notifications/notifications.sql
\ir notifications/event_person.sql
\ir notifications/notification_preferences.sql
\ir notifications/decide.sql
\ir notifications/my_decisions.sql
\ir notifications/notify_person.sql
\ir notifications/mark_notifications_read.sql
\ir notifications/set_notification_preference.sql
\ir notifications/views.sql
\ir notifications/drop_unwanted.sql
\ir notifications/unsubscribe_tokens.sql
\ir notifications/register_unsubscribe_token.sql
\ir notifications/preferences_by_token.sql
\ir notifications/unsubscribe_by_token.sql
\ir notifications/prune_notifications.sql

-- mail_status: what mail providers report, and addresses that mail does not reach
\ir mail_status/provider_events.sql
\ir mail_status/mail_addresses.sql
\ir mail_status/views.sql
\ir mail_status/mail_figures.sql
\ir mail_status/mail_report.sql
\ir mail_status/reports_of_providers.sql
\ir mail_status/note_provider_event.sql
\ir mail_status/drop_unreachable.sql
\ir mail_status/mark_address.sql
\ir mail_status/apply_report.sql
\ir mail_status/apply_provider_events.sql
\ir mail_status/clear_mail_address.sql

-- envelope: keys for what is encrypted outside, wrapped
\ir envelope/data_keys.sql
\ir envelope/data_key.sql
\ir envelope/register_data_key.sql
\ir envelope/data_keys_to_rewrap.sql
\ir envelope/rewrap_data_key.sql

-- connections: members' own calendars elsewhere
\ir connections/calendar_connections.sql
\ir connections/audit_connection.sql
\ir connections/warn_member.sql
\ir connections/connection_health.sql
\ir connections/mark_calendar_revoked.sql
\ir connections/calendar_attempts.sql
\ir connections/begin_calendar_connection.sql
\ir connections/forget_calendar_attempts.sql
\ir connections/take_calendar_attempt.sql
\ir connections/return_calendar_attempt.sql
\ir connections/connection_answer.sql
\ir connections/complete_calendar_connection.sql
\ir connections/change_calendar_connection.sql
\ir connections/end_calendar_connection.sql
\ir connections/take_ended_credentials.sql
\ir connections/keep_calendar_credentials.sql
\ir connections/calendar_access.sql
\ir connections/guard_without_calendar.sql

-- notify: messages for the worker, and what time brings about
\ir notify/organization_payload.sql
\ir notify/series_payload.sql
\ir notify/waitlist_payload.sql
\ir notify/warning_payload.sql
\ir notify/client_payload.sql
\ir notify/admin_payload.sql
\ir notify/calendar_warning_payload.sql
\ir notify/calendar_change_payload.sql
\ir notify/conversation_payload.sql
\ir notify/join_payload.sql
\ir notify/practice_payload.sql
\ir notify/event_payload.sql
\ir notify/booking_reminders.sql
\ir notify/enqueue_reminders.sql
\ir notify/drop_lost.sql
\ir notify/drop_late.sql
\ir notify/drop_needless.sql
\ir notify/drop_reminders.sql
\ir notify/drop_offers.sql
\ir notify/pick_events.sql
\ir notify/claim_events.sql
\ir notify/masked_recipient.sql
\ir notify/messages.sql
\ir notify/retry_message.sql
\ir notify/tick.sql

-- calendars: bookings in other people's calendar apps
\ir calendars/calendar_feeds.sql
\ir calendars/create_calendar_feed.sql
\ir calendars/revoke_calendar_feed.sql
\ir calendars/feed_calendar.sql
\ir calendars/read_calendar_feed.sql

-- calendar_sync: bookings go out into those calendars
\ir calendar_sync/calendar_tasks.sql
\ir calendar_sync/calendar_events.sql
\ir calendar_sync/queue_calendar_task.sql
\ir calendar_sync/connections_of.sql
\ir calendar_sync/queue_booking_event.sql
\ir calendar_sync/follow_connection.sql
\ir calendar_sync/leave_invitation_to_provider.sql
\ir calendar_sync/calendar_event_payload.sql
\ir calendar_sync/waiting_connections.sql
\ir calendar_sync/is_free_booking.sql
\ir calendar_sync/lease_calendar_task.sql
\ir calendar_sync/claim_calendar_tasks.sql
\ir calendar_sync/renew_calendar_tasks.sql
\ir calendar_sync/return_calendar_tasks.sql
\ir calendar_sync/calendar_task_of_the_service.sql
\ir calendar_sync/note_calendar_event.sql
\ir calendar_sync/trouble_left.sql
\ir calendar_sync/mark_calendar_task_done.sql
\ir calendar_sync/invite_instead.sql
\ir calendar_sync/mark_calendar_task_failed.sql
\ir calendar_sync/mark_calendar_gone.sql

-- calendar_news: what happens in people's own calendars comes back: busy time, and what became of our events
\ir calendar_news/busy_calendars.sql
\ir calendar_news/calendar_channels.sql
\ir calendar_news/calendar_changes.sql
\ir calendar_news/unreachable_calendars.sql
\ir calendar_news/follow_calendars.sql
\ir calendar_news/calendar_of_the_service.sql
\ir calendar_news/choose_busy_calendars.sql
\ir calendar_news/read_busy_time.sql
\ir calendar_news/save_busy_time.sql
\ir calendar_news/carry_out_change.sql
\ir calendar_news/change_of_event.sql
\ir calendar_news/settle_change.sql
\ir calendar_news/note_remote_events.sql
\ir calendar_news/read_calendar_changes.sql
\ir calendar_news/save_sync_token.sql
\ir calendar_news/decide_calendar_change.sql
\ir calendar_news/overtake_changes.sql
\ir calendar_news/calendar_channels_due.sql
\ir calendar_news/keep_calendar_channel.sql
\ir calendar_news/drop_calendar_channel.sql
\ir calendar_news/take_ended_channels.sql
\ir calendar_news/note_calendar_push.sql

-- practice_rooms: peers who practise together
\ir practice_rooms/practice_stages.sql
\ir practice_rooms/practice_rooms.sql
\ir practice_rooms/practice_links.sql
\ir practice_rooms/practice_seats.sql
\ir practice_rooms/practice_rounds.sql
\ir practice_rooms/room_slots.sql
\ir practice_rooms/audit_practice.sql
\ir practice_rooms/views.sql
\ir practice_rooms/tell_rooms.sql
\ir practice_rooms/seat_time.sql
\ir practice_rooms/take_seats.sql
\ir practice_rooms/guard_bookings.sql
\ir practice_rooms/room_answer.sql
\ir practice_rooms/practice_host.sql
\ir practice_rooms/practice_guest_name.sql
\ir practice_rooms/room_to_change.sql
\ir practice_rooms/announce_room.sql
\ir practice_rooms/insert_room.sql
\ir practice_rooms/end_room.sql
\ir practice_rooms/end_with_person.sql
\ir practice_rooms/forget_party.sql
\ir practice_rooms/set_practice_stages.sql
\ir practice_rooms/video_of_practice_room.sql
\ir practice_rooms/create_practice_room.sql
\ir practice_rooms/check_open_place.sql
\ir practice_rooms/book_practice_room.sql
\ir practice_rooms/list_open_rooms.sql
\ir practice_rooms/delete_practice_room.sql
\ir practice_rooms/changed_room.sql
\ir practice_rooms/update_practice_room.sql
\ir practice_rooms/renew_practice_link.sql
\ir practice_rooms/room_by_link.sql
\ir practice_rooms/start_round.sql
\ir practice_rooms/finish_round.sql
\ir practice_rooms/create_room_slot.sql
\ir practice_rooms/list_room_slots.sql
\ir practice_rooms/book_room_slot.sql
\ir practice_rooms/delete_room_slot.sql

-- reviews: what clients say of an appointment that took place
\ir reviews/reviews.sql
\ir reviews/count_rating.sql
\ir reviews/views.sql
\ir reviews/announce_review.sql
\ir reviews/insert_review.sql
\ir reviews/review_booking.sql
\ir reviews/review_by_token.sql
\ir reviews/review_of_token.sql
\ir reviews/bookings_to_review.sql
\ir reviews/practitioner_reviews.sql
\ir reviews/answer_review.sql
\ir reviews/show_hide_review.sql
\ir reviews/hide_review.sql
\ir reviews/show_review.sql
\ir reviews/withdraw_review.sql

-- notes: what is written about a session, sealed
\ir notes/notes.sql
\ir notes/audit_note.sql
\ir notes/note_standing.sql
\ir notes/policies.sql
\ir notes/note_to_change.sql
\ir notes/new_note.sql
\ir notes/read_notes.sql
\ir notes/save_note.sql
\ir notes/sign_note.sql
\ir notes/announce_note.sql
\ir notes/discard_draft.sql

-- messaging: conversations between clients and practitioners
\ir messaging/conversations.sql
\ir messaging/conversation_participants.sql
\ir messaging/conversation_messages.sql
\ir messaging/policies.sql
\ir messaging/closed_because.sql
\ir messaging/conversation_attachments.sql
\ir messaging/attachment_deletions.sql
\ir messaging/may_attach.sql
\ir messaging/storage_policies.sql
\ir messaging/attach_files.sql
\ir messaging/claim_attachment_deletions.sql
\ir messaging/mark_attachments_deleted.sql
\ir messaging/participation.sql
\ir messaging/open_for_writing.sql
\ir messaging/open_direct.sql
\ir messaging/open_on_assignment.sql
\ir messaging/conversation_people.sql
\ir messaging/views.sql
\ir messaging/tell_participants.sql
\ir messaging/settle_unread.sql
\ir messaging/open_conversation.sql
\ir messaging/open_group_conversation.sql
\ir messaging/join_conversation.sql
\ir messaging/leave_conversation.sql
\ir messaging/send_message.sql
\ir messaging/retract_message.sql
\ir messaging/mark_conversation_read.sql

-- insights: how the practice does, in numbers without names
\ir insights/figure_feed.sql
\ir insights/daily_figures.sql
\ir insights/figure_days.sql
\ir insights/feed_bookings.sql
\ir insights/feed_hours.sql
\ir insights/feed_mail.sql
\ir insights/work_out_days.sql
\ir insights/count_made.sql
\ir insights/feed_reviews.sql
\ir insights/add_counts.sql
\ir insights/move_zone.sql
\ir insights/begin_days.sql
\ir insights/refresh_figures.sql
\ir insights/figures_answer.sql
\ir insights/organization_insights.sql
\ir insights/note_visit.sql
\ir insights/figures_amiss.sql
\ir insights/practitioner_dashboard.sql
\ir insights/my_dashboard.sql

-- privacy: export, erasure, retention, legal holds, who saw what
\ir privacy/personal_data.sql
\ir privacy/rows_of_person.sql
\ir privacy/personal_data_of_people.sql
\ir privacy/personal_data_of_care.sql
\ir privacy/personal_data_of_mail.sql
\ir privacy/personal_data_of_practice.sql
\ir privacy/erasures.sql
\ir privacy/legal_holds.sql
\ir privacy/open_hold.sql
\ir privacy/guard_held.sql
\ir privacy/held_practice.sql
\ir privacy/disclosures.sql
\ir privacy/retention_kinds.sql
\ir privacy/retention.sql
\ir privacy/client_to_protect.sql
\ir privacy/place_legal_hold.sql
\ir privacy/lift_legal_hold.sql
\ir privacy/ask_for_erasure.sql
\ir privacy/check_erasure.sql
\ir privacy/erase_person.sql
\ir privacy/erase_client.sql
\ir privacy/person_export.sql
\ir privacy/export_client.sql
\ir privacy/export_my_data.sql
\ir privacy/client_record.sql
\ir privacy/disclosures_of_client.sql
\ir privacy/clients_of_entry.sql
\ir privacy/breach_report.sql
\ir privacy/set_retention.sql
\ir privacy/retention_due.sql
\ir privacy/preview_retention.sql
\ir privacy/end_practice.sql
\ir privacy/apply_retention.sql
