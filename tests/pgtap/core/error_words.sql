-- The register of refusals is the design's.
select set_eq(
  $$ select http_status || ' ' || word from app.error_words $$,
  array[
    '400 invalid_argument', '401 not_signed_in', '403 not_allowed', '403 token_invalid', '404 not_found', '409 slot_taken', '409 slot_full', '409 client_busy',
    '409 illegal_transition', '409 hold_conflict', '409 already_rated', '409 changed_meanwhile', '409 rule_overlaps', '409 rule_in_use', '409 practitioner_full', '410 hold_expired',
    '410 token_expired', '410 invitation_expired', '422 outside_availability', '422 too_soon', '422 too_far', '422 too_late_to_change',
    '422 consent_required', '422 not_accepting_clients', '422 onboarding_required', '422 idempotency_mismatch', '429 too_many_requests'
  ],
  'every word of the contract has its status'
);
select throws_ok($$ select app.fail('slot_taken', 'A sentence.', 'A hint.') $$, 'PT409', 'slot_taken', 'a word is raised with its status');
select throws_ok($$ select app.fail('no_such_word', 'A sentence.') $$, 'P0001', 'error word no_such_word is not in app.error_words', 'an unregistered word is a programming error');
select is(
  app.fail_with_status('token_invalid', 'A sentence.', 'A hint.'),
  '{"code": "PT403", "message": "token_invalid", "details": "A sentence.", "hint": "A hint."}', 'a refusal that commits has the same four fields'
);
select is(current_setting('response.status'), '403', 'and the same status');
