// What the verbs do; their words and options are in verbs.cpp. Each throws CtlError when it can't.
#pragma once
#include "daemon/ctl/verb.h"

namespace huiyin {

Exit run_status(Session& s);
Exit run_verify(Session& s);
Exit run_stop_all(Session& s);
Exit run_thaw(Session& s);
Exit run_version(Session& s);
Exit run_completion(Session& s);

Exit run_campaign_create(Session& s);
Exit run_campaign_list(Session& s);
Exit run_campaign_show(Session& s);
Exit run_campaign_lines(Session& s);
Exit run_campaign_start(Session& s);
Exit run_campaign_pause(Session& s);
Exit run_campaign_resume(Session& s);
Exit run_campaign_cancel(Session& s);
Exit run_campaign_watch(Session& s);
Exit run_campaign_report(Session& s);
Exit run_campaign_rejected(Session& s);
Exit run_campaign_plan(Session& s);
Exit run_campaign_approve(Session& s);
Exit run_campaign_reject(Session& s);
Exit run_campaign_change(Session& s);
Exit run_template_create(Session& s);
Exit run_template_list(Session& s);
Exit run_template_show(Session& s);
Exit run_template_carrier(Session& s);
Exit run_template_withdraw(Session& s);
Exit run_campaign_complaint(Session& s);
Exit run_contact_hours(Session& s);
Exit run_list_create(Session& s);
Exit run_list_refresh(Session& s);
Exit run_list_show(Session& s);
Exit run_list_delete(Session& s);
Exit run_list_preview(Session& s);
Exit run_list_rejected(Session& s);
Exit run_message_send(Session& s);
Exit run_explain_message(Session& s);
Exit run_explain_campaign(Session& s);
Exit run_explain_person(Session& s);
Exit run_uncertain_list(Session& s);
Exit run_consent_show(Session& s);
Exit run_consent_set(Session& s);
Exit run_cost_show(Session& s);
Exit run_cost_stated(Session& s);
Exit run_cost_reconcile(Session& s);
Exit run_uncertain_decide(Session& s);

Exit run_intake_list(Session& s);
Exit run_intake_show(Session& s);
Exit run_intake_tail(Session& s);
Exit run_intake_correct(Session& s);
Exit run_intake_precision(Session& s);
Exit run_intake_export(Session& s);
Exit run_transcript_list(Session& s);
Exit run_transcript_ask(Session& s);
Exit run_transcript_correct(Session& s);
Exit run_dead_list(Session& s);
Exit run_dead_show(Session& s);
Exit run_dead_requeue(Session& s);
Exit run_dead_discard(Session& s);

Exit run_dead_fix(Session& s);
Exit run_dead_export(Session& s);
Exit run_intake_progress(Session& s);
Exit run_intake_assign(Session& s);
Exit run_intake_contact(Session& s);
Exit run_intake_receipts(Session& s);
Exit run_duty_list(Session& s);
Exit run_duty_set(Session& s);
Exit run_guardian_list(Session& s);
Exit run_guardian_set(Session& s);
Exit run_reprisal_list(Session& s);
Exit run_reprisal_take(Session& s);
Exit run_danger_list(Session& s);
Exit run_danger_ack(Session& s);
Exit run_deadline_list(Session& s);
Exit run_deadline_extend(Session& s);

Exit run_access_list(Session& s);
Exit run_access_ask(Session& s);
Exit run_access_decide(Session& s);
Exit run_access_end(Session& s);
Exit run_access_look(Session& s);
Exit run_access_who(Session& s);
Exit run_audit_list(Session& s);
Exit run_audit_verify(Session& s);
Exit run_handover_make(Session& s);
Exit run_handover_trace(Session& s);

Exit run_user_bootstrap(Session& s);
Exit run_user_create(Session& s);
Exit run_user_list(Session& s);
Exit run_user_change(Session& s);
Exit run_user_disable(Session& s);
Exit run_user_enable(Session& s);
Exit run_user_reset(Session& s);
Exit run_user_whoami(Session& s);
Exit run_token_add(Session& s);
Exit run_token_list(Session& s);
Exit run_token_revoke(Session& s);
Exit run_vault_recovery_key(Session& s);
Exit run_vault_share(Session& s);
Exit run_vault_recover(Session& s);
Exit run_vault_status(Session& s);
Exit run_vault_rotate(Session& s);
Exit run_erasure_ask(Session& s);
Exit run_erasure_decide(Session& s);
Exit run_erasure_list(Session& s);
Exit run_erasure_show(Session& s);
Exit run_erasure_verify(Session& s);
Exit run_erasure_hold(Session& s);
Exit run_erasure_release(Session& s);
Exit run_erasure_holds(Session& s);

Exit run_case_closed(Session& s);
Exit run_case_answered(Session& s);
Exit run_case_reopened(Session& s);
Exit run_followup_import(Session& s);
Exit run_followup_report(Session& s);
Exit run_followup_list(Session& s);
Exit run_followup_show(Session& s);
Exit run_followup_unclear(Session& s);
Exit run_followup_decide(Session& s);
Exit run_followup_hold(Session& s);
Exit run_followup_release(Session& s);
Exit run_followup_surveys(Session& s);
Exit run_staff_add(Session& s);
Exit run_staff_remove(Session& s);
Exit run_dissatisfied_list(Session& s);
Exit run_dissatisfied_show(Session& s);
Exit run_dissatisfied_take(Session& s);
Exit run_dissatisfied_contacted(Session& s);
Exit run_dissatisfied_done(Session& s);
Exit run_voice_commit(Session& s);
Exit run_voice_draw(Session& s);
Exit run_voice_list(Session& s);
Exit run_voice_calls(Session& s);
Exit run_voice_result(Session& s);
Exit run_voice_reveal(Session& s);
Exit run_voice_comparison(Session& s);

Exit run_bus_tail(Session& s);
Exit run_bus_replay(Session& s);
Exit run_bus_key_add(Session& s);
Exit run_bus_key_rotate(Session& s);
Exit run_bus_key_revoke(Session& s);
Exit run_bus_key_list(Session& s);
Exit run_bus_consumers(Session& s);

Exit run_webhook_add(Session& s);
Exit run_webhook_update(Session& s);
Exit run_webhook_rotate(Session& s);
Exit run_webhook_pause(Session& s);
Exit run_webhook_resume(Session& s);
Exit run_webhook_replay(Session& s);
Exit run_webhook_remove(Session& s);
Exit run_webhook_list(Session& s);
Exit run_webhook_log(Session& s);

Exit run_config_explain(Session& s);
Exit run_clock_show(Session& s);
Exit run_clock_advance(Session& s);

Exit run_lab_segments(Session& s);
Exit run_lab_phone(Session& s);
Exit run_lab_reply(Session& s);
Exit run_lab_intake(Session& s);
Exit run_lab_mask(Session& s);
Exit run_lab_lint(Session& s);

}  // namespace huiyin
