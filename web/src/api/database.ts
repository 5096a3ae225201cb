/** The Data API's views and verbs, generated from the database: `make types`.  Not edited by hand. */

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "api": {
          Tables: {
            [_ in never]: never
          }
          Views: {
            "audit_log": {
                  Row: {
                    "action": string,"actor": string | null,"after": Json | null,"at": string,"before": Json | null,"entity": string,"entity_id": string,"entry_id": number,"organization_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "action"?: string | null,"actor"?: string | null,"after"?: Json | null,"at"?: string | null,"before"?: Json | null,"entity"?: string | null,"entity_id"?: string | null,"entry_id"?: number | null,"organization_id"?: string | null
                         }
                        Update: {
                           "action"?: string | null,"actor"?: string | null,"after"?: Json | null,"at"?: string | null,"before"?: Json | null,"entity"?: string | null,"entity_id"?: string | null,"entry_id"?: number | null,"organization_id"?: string | null
                         }
                        Relationships: [
                    
                  ]
                },"availability_exceptions": {
                  Row: {
                    "capacity": number | null,"ends_at": string,"exception_id": string,"kind": string,"organization_id": string,"practitioner_id": string,"reason": string,"starts_at": string
                  }
                  ComputedFields: never
                  Insert: {
                           "capacity"?: number | null,"ends_at"?: string | null,"exception_id"?: string | null,"kind"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"reason"?: string | null,"starts_at"?: string | null
                         }
                        Update: {
                           "capacity"?: number | null,"ends_at"?: string | null,"exception_id"?: string | null,"kind"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"reason"?: string | null,"starts_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "availability_exceptions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "availability_exceptions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "availability_exceptions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"availability_rules": {
                  Row: {
                    "capacity": number | null,"ends_local": string,"organization_id": string,"practitioner_id": string,"rule_id": string,"starts_local": string,"valid_from": string | null,"valid_until": string | null,"weekday": number
                  }
                  ComputedFields: never
                  Insert: {
                           "capacity"?: number | null,"ends_local"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"rule_id"?: string | null,"starts_local"?: string | null,"valid_from"?: string | null,"valid_until"?: string | null,"weekday"?: number | null
                         }
                        Update: {
                           "capacity"?: number | null,"ends_local"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"rule_id"?: string | null,"starts_local"?: string | null,"valid_from"?: string | null,"valid_until"?: string | null,"weekday"?: number | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "availability_rules_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "availability_rules_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "availability_rules_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"billing_codes": {
                  Row: {
                    "active": boolean | null,"code": string | null,"description": string | null,"family": string | null,"for_groups": boolean | null,"least_minutes": number | null,"modifiers": (string)[] | null,"most_minutes": number | null,"organization_id": string | null,"own": boolean | null,"telehealth": boolean | null,"unit_minutes": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"booking_resources": {
                  Row: {
                    "booking_id": string,"ends_at": string,"kind": string,"name": string,"organization_id": string,"practitioner_id": string,"resource_id": string,"starts_at": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"booking_series": {
                  Row: {
                    "client_id": string,"created_at": string,"created_by": string,"organization_id": string,"practitioner_id": string,"recurrence": string | null,"series_id": string,"service_id": string,"starts_local": string,"time_zone": string
                  }
                  ComputedFields: never
                  Insert: {
                           "client_id"?: string | null,"created_at"?: string | null,"created_by"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"recurrence"?: string | null,"series_id"?: string | null,"service_id"?: string | null,"starts_local"?: string | null,"time_zone"?: string | null
                         }
                        Update: {
                           "client_id"?: string | null,"created_at"?: string | null,"created_by"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"recurrence"?: string | null,"series_id"?: string | null,"service_id"?: string | null,"starts_local"?: string | null,"time_zone"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "booking_series_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "offers"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "booking_series_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_services"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "booking_series_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "booking_series_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"bookings": {
                  Row: {
                    "approval_expires_at": string | null,"billing_code": string | null,"billing_modifiers": (string)[] | null,"billing_place": string | null,"billing_units": number | null,"booking_id": string,"cancel_reason": string | null,"cancelled_at": string | null,"cancelled_by": string | null,"client_email": string,"client_id": string,"client_locale": string,"client_name": string,"client_phone": string,"client_time_zone": string,"completed_at": string | null,"consented_at": string,"created_at": string,"created_by": string,"ends_at": string,"ics_sequence": number,"ics_uid": string,"note": string | null,"organization_id": string,"outside_hours": boolean,"overbooked": boolean,"overrides": Json | null,"practitioner_id": string,"practitioner_name": string | null,"recurrence_id": string | null,"reference": string,"series_id": string | null,"service_id": string,"service_name": string | null,"starts_at": string,"status": string,"time_zone": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                           "approval_expires_at"?: string | null,"billing_code"?: string | null,"billing_modifiers"?: (string)[] | null,"billing_place"?: string | null,"billing_units"?: number | null,"booking_id"?: string | null,"cancel_reason"?: string | null,"cancelled_at"?: string | null,"cancelled_by"?: string | null,"client_email"?: string | null,"client_id"?: string | null,"client_locale"?: string | null,"client_name"?: string | null,"client_phone"?: string | null,"client_time_zone"?: string | null,"completed_at"?: string | null,"consented_at"?: string | null,"created_at"?: string | null,"created_by"?: string | null,"ends_at"?: string | null,"ics_sequence"?: number | null,"ics_uid"?: string | null,"note"?: string | null,"organization_id"?: string | null,"outside_hours"?: boolean | null,"overbooked"?: boolean | null,"overrides"?: Json | null,"practitioner_id"?: string | null,"practitioner_name"?: string | null,"recurrence_id"?: string | null,"reference"?: string | null,"series_id"?: string | null,"service_id"?: string | null,"service_name"?: string | null,"starts_at"?: string | null,"status"?: string | null,"time_zone"?: string | null,"updated_at"?: string | null
                         }
                        Update: {
                           "approval_expires_at"?: string | null,"billing_code"?: string | null,"billing_modifiers"?: (string)[] | null,"billing_place"?: string | null,"billing_units"?: number | null,"booking_id"?: string | null,"cancel_reason"?: string | null,"cancelled_at"?: string | null,"cancelled_by"?: string | null,"client_email"?: string | null,"client_id"?: string | null,"client_locale"?: string | null,"client_name"?: string | null,"client_phone"?: string | null,"client_time_zone"?: string | null,"completed_at"?: string | null,"consented_at"?: string | null,"created_at"?: string | null,"created_by"?: string | null,"ends_at"?: string | null,"ics_sequence"?: number | null,"ics_uid"?: string | null,"note"?: string | null,"organization_id"?: string | null,"outside_hours"?: boolean | null,"overbooked"?: boolean | null,"overrides"?: Json | null,"practitioner_id"?: string | null,"practitioner_name"?: string | null,"recurrence_id"?: string | null,"reference"?: string | null,"series_id"?: string | null,"service_id"?: string | null,"service_name"?: string | null,"starts_at"?: string | null,"status"?: string | null,"time_zone"?: string | null,"updated_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "bookings_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "offers"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "bookings_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_services"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "bookings_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "bookings_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "bookings_may_be_of_a_series"
      columns: ["series_id","organization_id"]
isOneToOne: false
      referencedRelation: "booking_series"
      referencedColumns: ["series_id","organization_id"]
    }
                  ]
                },"busy_calendars": {
                  Row: {
                    "calendar_id": string,"chosen": boolean,"connection_id": string,"is_primary": boolean,"name": string,"organization_id": string,"seen_at": string
                  }
                  ComputedFields: never
                  Insert: {
                           "calendar_id"?: string | null,"chosen"?: boolean | null,"connection_id"?: string | null,"is_primary"?: boolean | null,"name"?: string | null,"organization_id"?: string | null,"seen_at"?: string | null
                         }
                        Update: {
                           "calendar_id"?: string | null,"chosen"?: boolean | null,"connection_id"?: string | null,"is_primary"?: boolean | null,"name"?: string | null,"organization_id"?: string | null,"seen_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "busy_calendars_are_of_a_connection"
      columns: ["connection_id","organization_id"]
isOneToOne: false
      referencedRelation: "calendar_connections"
      referencedColumns: ["connection_id","organization_id"]
    }
                  ]
                },"calendar_access": {
                  Row: {
                    "calendar_required": boolean,"connection_id": string | null,"failing_since": string | null,"is_open": boolean | null,"organization_id": string,"provider": string | null,"status": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"calendar_changes": {
                  Row: {
                    "booking_id": string,"change_id": string,"client_name": string,"detail": string | null,"from_starts_at": string,"kind": string,"noticed_at": string,"organization_id": string,"practitioner_id": string,"reason": string | null,"reference": string,"service_name": string,"settled_at": string | null,"status": string,"to_ends_at": string | null,"to_starts_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "booking_id"?: string | null,"change_id"?: string | null,"client_name"?: string | null,"detail"?: string | null,"from_starts_at"?: string | null,"kind"?: string | null,"noticed_at"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"reason"?: string | null,"reference"?: string | null,"service_name"?: string | null,"settled_at"?: string | null,"status"?: string | null,"to_ends_at"?: string | null,"to_starts_at"?: string | null
                         }
                        Update: {
                           "booking_id"?: string | null,"change_id"?: string | null,"client_name"?: string | null,"detail"?: string | null,"from_starts_at"?: string | null,"kind"?: string | null,"noticed_at"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"reason"?: string | null,"reference"?: string | null,"service_name"?: string | null,"settled_at"?: string | null,"status"?: string | null,"to_ends_at"?: string | null,"to_starts_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "calendar_changes_are_of_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "booking_resources"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "calendar_changes_are_of_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "bookings"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "calendar_changes_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "calendar_changes_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "calendar_changes_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"calendar_connections": {
                  Row: {
                    "account": string | null,"calendar_name": string | null,"connected_at": string,"connection_id": string,"ended_at": string | null,"failing_since": string | null,"has_calendar": boolean | null,"invites_by": string,"is_mine": boolean | null,"last_error": string | null,"last_ok_at": string | null,"on_unreachable": string,"organization_id": string,"provider": string,"status": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "account"?: never,"calendar_name"?: never,"connected_at"?: string | null,"connection_id"?: string | null,"ended_at"?: string | null,"failing_since"?: string | null,"has_calendar"?: never,"invites_by"?: string | null,"is_mine"?: never,"last_error"?: string | null,"last_ok_at"?: string | null,"on_unreachable"?: string | null,"organization_id"?: string | null,"provider"?: string | null,"status"?: string | null,"user_id"?: string | null
                         }
                        Update: {
                           "account"?: never,"calendar_name"?: never,"connected_at"?: string | null,"connection_id"?: string | null,"ended_at"?: string | null,"failing_since"?: string | null,"has_calendar"?: never,"invites_by"?: string | null,"is_mine"?: never,"last_error"?: string | null,"last_ok_at"?: string | null,"on_unreachable"?: string | null,"organization_id"?: string | null,"provider"?: string | null,"status"?: string | null,"user_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "calendar_connections_are_of_a_member"
      columns: ["user_id","organization_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["user_id","organization_id"]
    }
                  ]
                },"calendar_feeds": {
                  Row: {
                    "created_at": string,"created_by": string,"detail": boolean,"feed_id": string,"last_read_at": string | null,"organization_id": string,"practitioner_id": string,"revoked_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "created_at"?: string | null,"created_by"?: string | null,"detail"?: boolean | null,"feed_id"?: string | null,"last_read_at"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"revoked_at"?: string | null
                         }
                        Update: {
                           "created_at"?: string | null,"created_by"?: string | null,"detail"?: boolean | null,"feed_id"?: string | null,"last_read_at"?: string | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"revoked_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "calendar_feeds_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "calendar_feeds_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "calendar_feeds_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"client_assignments": {
                  Row: {
                    "assigned_at": string,"assigned_by_name": string | null,"assignment_id": string,"client_id": string,"client_name": string | null,"end_reason": string | null,"ended_at": string | null,"ended_by_name": string | null,"is_present": boolean | null,"organization_id": string,"practitioner_id": string,"practitioner_name": string | null,"reason": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "client_assignments_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "client_assignments_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "client_assignments_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "client_assignments_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "client_assignments_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"client_list": {
                  Row: {
                    "archived_at": string | null,"bookings_count": number | null,"client_id": string,"created_at": string,"email": string,"has_account": boolean | null,"last_starts_at": string | null,"locale": string,"name": string,"next_booking_id": string | null,"next_starts_at": string | null,"onboarding_status": string,"organization_id": string,"phone": string,"practitioner_id": string | null,"practitioner_name": string | null,"time_zone": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"clients": {
                  Row: {
                    "archived_at": string | null,"client_id": string,"created_at": string,"email": string,"locale": string,"name": string,"onboarding_status": string,"organization_id": string,"phone": string,"practitioner_id": string | null,"time_zone": string,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "archived_at"?: string | null,"client_id"?: string | null,"created_at"?: string | null,"email"?: string | null,"locale"?: string | null,"name"?: string | null,"onboarding_status"?: string | null,"organization_id"?: string | null,"phone"?: string | null,"practitioner_id"?: never,"time_zone"?: string | null,"user_id"?: string | null
                         }
                        Update: {
                           "archived_at"?: string | null,"client_id"?: string | null,"created_at"?: string | null,"email"?: string | null,"locale"?: string | null,"name"?: string | null,"onboarding_status"?: string | null,"organization_id"?: string | null,"phone"?: string | null,"practitioner_id"?: never,"time_zone"?: string | null,"user_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "clients_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"consents": {
                  Row: {
                    "actor": string,"body": string,"client_id": string,"consent_id": string,"given_at": string,"organization_id": string,"step_id": string,"title": string,"url": string | null,"version": number,"withdrawn_at": string | null,"withdrawn_by": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "consents_are_a_clients"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "consents_are_a_clients"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"conversation_messages": {
                  Row: {
                    "attachments": Json | null,"body": string | null,"conversation_id": string,"created_at": string,"is_mine": boolean | null,"message_id": string,"organization_id": string,"position": number,"retracted_at": string | null,"sender_id": string,"sender_role": string
                  }
                  ComputedFields: never
                  Insert: {
                           "attachments"?: never,"body"?: string | null,"conversation_id"?: string | null,"created_at"?: string | null,"is_mine"?: never,"message_id"?: string | null,"organization_id"?: string | null,"position"?: number | null,"retracted_at"?: string | null,"sender_id"?: string | null,"sender_role"?: string | null
                         }
                        Update: {
                           "attachments"?: never,"body"?: string | null,"conversation_id"?: string | null,"created_at"?: string | null,"is_mine"?: never,"message_id"?: string | null,"organization_id"?: string | null,"position"?: number | null,"retracted_at"?: string | null,"sender_id"?: string | null,"sender_role"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "conversation_messages_are_of_a_conversation"
      columns: ["conversation_id","organization_id"]
isOneToOne: false
      referencedRelation: "conversations"
      referencedColumns: ["conversation_id","organization_id"]
    }
                  ]
                },"conversations": {
                  Row: {
                    "client_id": string | null,"closed_because": string | null,"conversation_id": string,"created_at": string,"ends_at": string | null,"joined": boolean | null,"kind": string,"last_body": string | null,"last_is_mine": boolean | null,"last_message_at": string | null,"last_position": number,"last_sender_id": string | null,"my_role": string | null,"organization_id": string,"organization_name": string | null,"organization_slug": string | null,"participant_id": string | null,"people": Json | null,"practitioner_id": string,"read_position": number | null,"service_id": string | null,"service_name": string | null,"starts_at": string | null,"unread": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "conversations_have_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "conversations_have_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "conversations_have_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "conversations_may_be_about_a_service"
      columns: ["service_id","organization_id"]
isOneToOne: false
      referencedRelation: "services"
      referencedColumns: ["service_id","organization_id"]
    },{
      foreignKeyName: "conversations_may_be_with_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "conversations_may_be_with_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"erasure_requests": {
                  Row: {
                    "answer_by": string | null,"asked_at": string,"client_id": string,"client_name": string,"organization_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "erasure_requests_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: true
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "erasure_requests_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: true
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"erasures": {
                  Row: {
                    "client_id": string,"erased_at": string,"erased_by": string,"organization_id": string,"reason": string,"rows_changed": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                           "client_id"?: string | null,"erased_at"?: string | null,"erased_by"?: string | null,"organization_id"?: string | null,"reason"?: string | null,"rows_changed"?: Json | null
                         }
                        Update: {
                           "client_id"?: string | null,"erased_at"?: string | null,"erased_by"?: string | null,"organization_id"?: string | null,"reason"?: string | null,"rows_changed"?: Json | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "erasures_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: true
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "erasures_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: true
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"invitations": {
                  Row: {
                    "accepted_at": string | null,"created_at": string,"display_name": string,"email": string,"expires_at": string,"invitation_id": string,"invited_by": string | null,"invited_by_name": string | null,"organization_id": string,"revoked_at": string | null,"role": string,"status": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "accepted_at"?: string | null,"created_at"?: string | null,"display_name"?: string | null,"email"?: string | null,"expires_at"?: string | null,"invitation_id"?: string | null,"invited_by"?: string | null,"invited_by_name"?: never,"organization_id"?: string | null,"revoked_at"?: string | null,"role"?: string | null,"status"?: never
                         }
                        Update: {
                           "accepted_at"?: string | null,"created_at"?: string | null,"display_name"?: string | null,"email"?: string | null,"expires_at"?: string | null,"invitation_id"?: string | null,"invited_by"?: string | null,"invited_by_name"?: never,"organization_id"?: string | null,"revoked_at"?: string | null,"role"?: string | null,"status"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "invitations_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "invitations_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "invitations_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "invitations_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"join_requests": {
                  Row: {
                    "created_at": string,"decided_at": string | null,"decided_by_name": string | null,"display_name": string,"email": string,"is_mine": boolean | null,"message": string | null,"organization_id": string,"organization_name": string | null,"organization_slug": string | null,"reason": string | null,"request_id": string,"specialties": (string)[] | null,"specialty_ids": (string)[],"status": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "join_requests_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "join_requests_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "join_requests_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "join_requests_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"legal_holds": {
                  Row: {
                    "client_id": string,"client_name": string | null,"legal_hold_id": string,"lifted_at": string | null,"lifted_because": string | null,"lifted_by": string | null,"lifted_by_name": string | null,"organization_id": string,"placed_at": string,"placed_by": string,"placed_by_name": string | null,"reason": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "legal_holds_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "legal_holds_name_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    }
                  ]
                },"mail_addresses": {
                  Row: {
                    "address": string,"address_id": string,"bounce_reason": string | null,"bounced_at": string | null,"complained_at": string | null,"created_at": string,"organization_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "address"?: string | null,"address_id"?: string | null,"bounce_reason"?: string | null,"bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string | null,"organization_id"?: string | null
                         }
                        Update: {
                           "address"?: string | null,"address_id"?: string | null,"bounce_reason"?: string | null,"bounced_at"?: string | null,"complained_at"?: string | null,"created_at"?: string | null,"organization_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "mail_addresses_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "mail_addresses_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "mail_addresses_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "mail_addresses_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"mail_figures": {
                  Row: {
                    "arrived": number | null,"arrived_percent": number | null,"bounced": number | null,"complained": number | null,"day": string | null,"dropped": number | null,"failed": number | null,"organization_id": string,"taken": number | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"members": {
                  Row: {
                    "created_at": string,"display_name": string,"email": string,"member_id": string,"organization_id": string,"role": string,"suspended_at": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "created_at"?: string | null,"display_name"?: string | null,"email"?: string | null,"member_id"?: string | null,"organization_id"?: string | null,"role"?: string | null,"suspended_at"?: string | null,"user_id"?: string | null
                         }
                        Update: {
                           "created_at"?: string | null,"display_name"?: string | null,"email"?: string | null,"member_id"?: string | null,"organization_id"?: string | null,"role"?: string | null,"suspended_at"?: string | null,"user_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "members_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"memberships": {
                  Row: {
                    "client_id": string | null,"locale": string,"member_id": string | null,"onboarding_status": string | null,"organization_id": string,"organization_name": string,"organization_slug": string,"permissions": (string)[] | null,"practitioner_id": string | null,"practitioner_slug": string | null,"profile": string,"role": string | null,"time_zone": string
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"messages": {
                  Row: {
                    "address": string | null,"attempts": number,"booking_id": string | null,"created_at": string,"essential": boolean | null,"event_id": string,"finished_at": string | null,"in_hand": boolean | null,"kind": string | null,"last_error": string | null,"mail_reason": string | null,"mail_status": string | null,"mail_status_at": string | null,"next_attempt_at": string | null,"organization_id": string,"recipient": string,"reference": string | null,"status": string,"subject_id": string,"topic": string,"useless_after": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"notes": {
                  Row: {
                    "addendum_to": string | null,"author_name": string,"author_role": string,"booking_id": string,"client_id": string,"created_at": string,"is_mine": boolean | null,"note_id": string,"organization_id": string,"practitioner_id": string,"signed_at": string | null,"starts_at": string,"status": string | null,"updated_at": string,"version": number,"visibility": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "notes_are_about_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "booking_resources"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "notes_are_about_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "bookings"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "notes_may_add_to_a_note"
      columns: ["addendum_to","organization_id"]
isOneToOne: false
      referencedRelation: "notes"
      referencedColumns: ["note_id","organization_id"]
    }
                  ]
                },"notification_preferences": {
                  Row: {
                    "channel": string | null,"is_default": boolean | null,"keeps_essential": boolean | null,"kind": string | null,"organization_id": string | null,"switchable": boolean | null,"wanted": boolean | null
                  }
                  ComputedFields: never
                  Insert: {
                           "channel"?: string | null,"is_default"?: boolean | null,"keeps_essential"?: boolean | null,"kind"?: string | null,"organization_id"?: string | null,"switchable"?: boolean | null,"wanted"?: boolean | null
                         }
                        Update: {
                           "channel"?: string | null,"is_default"?: boolean | null,"keeps_essential"?: boolean | null,"kind"?: string | null,"organization_id"?: string | null,"switchable"?: boolean | null,"wanted"?: boolean | null
                         }
                        Relationships: [
                    
                  ]
                },"notifications": {
                  Row: {
                    "booking_id": string | null,"changes": number,"created_at": string,"ends_at": string | null,"kind": string | null,"notification_id": string,"organization_id": string,"previous_starts_at": string | null,"read_at": string | null,"recipient": string,"starts_at": string | null,"subject_id": string,"topic": string
                  }
                  ComputedFields: never
                  Insert: {
                           "booking_id"?: string | null,"changes"?: number | null,"created_at"?: string | null,"ends_at"?: string | null,"kind"?: never,"notification_id"?: string | null,"organization_id"?: string | null,"previous_starts_at"?: string | null,"read_at"?: string | null,"recipient"?: string | null,"starts_at"?: string | null,"subject_id"?: string | null,"topic"?: string | null
                         }
                        Update: {
                           "booking_id"?: string | null,"changes"?: number | null,"created_at"?: string | null,"ends_at"?: string | null,"kind"?: never,"notification_id"?: string | null,"organization_id"?: string | null,"previous_starts_at"?: string | null,"read_at"?: string | null,"recipient"?: string | null,"starts_at"?: string | null,"subject_id"?: string | null,"topic"?: string | null
                         }
                        Relationships: [
                    
                  ]
                },"offers": {
                  Row: {
                    "accepting_clients": boolean,"capacity": number,"change_notice_minutes": number,"currency": string,"description": string,"duration_minutes": number,"languages": (string)[],"location": string,"location_kind": string,"max_advance_days": number,"min_notice_minutes": number,"organization_id": string,"organization_slug": string,"practitioner_id": string,"practitioner_name": string,"practitioner_slug": string,"price_cents": number | null,"requires_approval": boolean,"requires_onboarding": boolean,"service_id": string,"service_name": string,"time_zone": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_service"
      columns: ["service_id","organization_id"]
isOneToOne: false
      referencedRelation: "services"
      referencedColumns: ["service_id","organization_id"]
    }
                  ]
                },"onboarding_steps": {
                  Row: {
                    "answer_type": string | null,"body": string,"choices": (string)[] | null,"created_at": string,"is_changed": boolean | null,"kind": string,"organization_id": string,"position": number,"published_at": string | null,"required": boolean,"retired_at": string | null,"step_id": string,"title": string,"url": string | null,"version": number
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "onboarding_steps_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "onboarding_steps_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "onboarding_steps_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "onboarding_steps_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"organization_billing_codes": {
                  Row: {
                    "active": boolean,"code": string,"description": string,"family": string,"for_groups": boolean,"least_minutes": number,"modifiers": (string)[],"most_minutes": number | null,"organization_id": string,"telehealth": boolean,"unit_minutes": number | null
                  }
                  ComputedFields: never
                  Insert: {
                           "active"?: boolean | null,"code"?: string | null,"description"?: string | null,"family"?: string | null,"for_groups"?: boolean | null,"least_minutes"?: number | null,"modifiers"?: (string)[] | null,"most_minutes"?: number | null,"organization_id"?: string | null,"telehealth"?: boolean | null,"unit_minutes"?: number | null
                         }
                        Update: {
                           "active"?: boolean | null,"code"?: string | null,"description"?: string | null,"family"?: string | null,"for_groups"?: boolean | null,"least_minutes"?: number | null,"modifiers"?: (string)[] | null,"most_minutes"?: number | null,"organization_id"?: string | null,"telehealth"?: boolean | null,"unit_minutes"?: number | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "organization_billing_codes_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "organization_billing_codes_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "organization_billing_codes_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "organization_billing_codes_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"organization_settings": {
                  Row: {
                    "about": string | null,"approve_practitioners": boolean,"ask_for_reviews": boolean | null,"brand_color": string | null,"calendar_required": boolean,"client_reminders": (number)[] | null,"conversation_quiet_minutes": number,"count_visits": boolean,"country": string,"created_at": string,"discreet": boolean,"eight_minute_rule": boolean,"jitsi_url": string,"locale": string,"logo_url": string | null,"mail_footer": string | null,"message_quiet_seconds": number,"message_tries": number,"name": string,"on_remote_change": string,"organization_id": string,"postal_address": string | null,"practitioner_reminders": (number)[] | null,"profile": string,"reply_to": string | null,"slug": string,"suspended_at": string | null,"takes_join_requests": boolean,"time_zone": string,"video_provider": string,"waitlist_offer_minutes": number
                  }
                  ComputedFields: never
                  Insert: {
                           "about"?: string | null,"approve_practitioners"?: boolean | null,"ask_for_reviews"?: boolean | null,"brand_color"?: string | null,"calendar_required"?: boolean | null,"client_reminders"?: (number)[] | null,"conversation_quiet_minutes"?: number | null,"count_visits"?: boolean | null,"country"?: string | null,"created_at"?: string | null,"discreet"?: boolean | null,"eight_minute_rule"?: boolean | null,"jitsi_url"?: string | null,"locale"?: string | null,"logo_url"?: string | null,"mail_footer"?: string | null,"message_quiet_seconds"?: number | null,"message_tries"?: number | null,"name"?: string | null,"on_remote_change"?: string | null,"organization_id"?: string | null,"postal_address"?: string | null,"practitioner_reminders"?: (number)[] | null,"profile"?: string | null,"reply_to"?: string | null,"slug"?: string | null,"suspended_at"?: string | null,"takes_join_requests"?: boolean | null,"time_zone"?: string | null,"video_provider"?: string | null,"waitlist_offer_minutes"?: number | null
                         }
                        Update: {
                           "about"?: string | null,"approve_practitioners"?: boolean | null,"ask_for_reviews"?: boolean | null,"brand_color"?: string | null,"calendar_required"?: boolean | null,"client_reminders"?: (number)[] | null,"conversation_quiet_minutes"?: number | null,"count_visits"?: boolean | null,"country"?: string | null,"created_at"?: string | null,"discreet"?: boolean | null,"eight_minute_rule"?: boolean | null,"jitsi_url"?: string | null,"locale"?: string | null,"logo_url"?: string | null,"mail_footer"?: string | null,"message_quiet_seconds"?: number | null,"message_tries"?: number | null,"name"?: string | null,"on_remote_change"?: string | null,"organization_id"?: string | null,"postal_address"?: string | null,"practitioner_reminders"?: (number)[] | null,"profile"?: string | null,"reply_to"?: string | null,"slug"?: string | null,"suspended_at"?: string | null,"takes_join_requests"?: boolean | null,"time_zone"?: string | null,"video_provider"?: string | null,"waitlist_offer_minutes"?: number | null
                         }
                        Relationships: [
                    
                  ]
                },"organizations": {
                  Row: {
                    "about": string | null,"brand_color": string | null,"country": string,"locale": string,"logo_url": string | null,"name": string,"organization_id": string,"profile": string,"slug": string,"takes_join_requests": boolean,"time_zone": string
                  }
                  ComputedFields: never
                  Insert: {
                           "about"?: string | null,"brand_color"?: string | null,"country"?: string | null,"locale"?: string | null,"logo_url"?: string | null,"name"?: string | null,"organization_id"?: string | null,"profile"?: string | null,"slug"?: string | null,"takes_join_requests"?: boolean | null,"time_zone"?: string | null
                         }
                        Update: {
                           "about"?: string | null,"brand_color"?: string | null,"country"?: string | null,"locale"?: string | null,"logo_url"?: string | null,"name"?: string | null,"organization_id"?: string | null,"profile"?: string | null,"slug"?: string | null,"takes_join_requests"?: boolean | null,"time_zone"?: string | null
                         }
                        Relationships: [
                    
                  ]
                },"places": {
                  Row: {
                    "address": string | null,"organization_id": string,"place_id": string,"practitioner_id": string,"service_id": string | null,"video_url": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "address"?: string | null,"organization_id"?: string | null,"place_id"?: string | null,"practitioner_id"?: string | null,"service_id"?: string | null,"video_url"?: string | null
                         }
                        Update: {
                           "address"?: string | null,"organization_id"?: string | null,"place_id"?: string | null,"practitioner_id"?: string | null,"service_id"?: string | null,"video_url"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "places_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "places_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "places_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "places_may_be_for_one_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "offers"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "places_may_be_for_one_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_services"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    }
                  ]
                },"practice_rooms": {
                  Row: {
                    "booked_at": string | null,"created_at": string,"duration_minutes": number | null,"ends_at": string,"guest_name": string | null,"host_name": string,"is_private": boolean,"last_round": number,"my_role": string | null,"organization_id": string,"room_id": string,"stage": string,"stages": (string)[] | null,"starts_at": string,"status": string | null,"title": string | null,"updated_at": string,"video_url": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "booked_at"?: string | null,"created_at"?: string | null,"duration_minutes"?: never,"ends_at"?: string | null,"guest_name"?: string | null,"host_name"?: string | null,"is_private"?: boolean | null,"last_round"?: number | null,"my_role"?: never,"organization_id"?: string | null,"room_id"?: string | null,"stage"?: string | null,"stages"?: never,"starts_at"?: string | null,"status"?: never,"title"?: string | null,"updated_at"?: string | null,"video_url"?: never
                         }
                        Update: {
                           "booked_at"?: string | null,"created_at"?: string | null,"duration_minutes"?: never,"ends_at"?: string | null,"guest_name"?: string | null,"host_name"?: string | null,"is_private"?: boolean | null,"last_round"?: number | null,"my_role"?: never,"organization_id"?: string | null,"room_id"?: string | null,"stage"?: string | null,"stages"?: never,"starts_at"?: string | null,"status"?: never,"title"?: string | null,"updated_at"?: string | null,"video_url"?: never
                         }
                        Relationships: [
                    {
      foreignKeyName: "practice_rooms_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practice_rooms_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practice_rooms_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practice_rooms_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"practice_rounds": {
                  Row: {
                    "assessment": string | null,"candidate": string | null,"case_brief": string | null,"created_at": string,"finished_at": string | null,"number": number,"organization_id": string,"room_id": string,"round_id": string,"started_at": string | null,"status": string | null,"transcript": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "assessment"?: string | null,"candidate"?: string | null,"case_brief"?: string | null,"created_at"?: string | null,"finished_at"?: string | null,"number"?: number | null,"organization_id"?: string | null,"room_id"?: string | null,"round_id"?: string | null,"started_at"?: string | null,"status"?: never,"transcript"?: string | null
                         }
                        Update: {
                           "assessment"?: string | null,"candidate"?: string | null,"case_brief"?: string | null,"created_at"?: string | null,"finished_at"?: string | null,"number"?: number | null,"organization_id"?: string | null,"room_id"?: string | null,"round_id"?: string | null,"started_at"?: string | null,"status"?: never,"transcript"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "practice_rounds_are_of_a_room"
      columns: ["room_id","organization_id"]
isOneToOne: false
      referencedRelation: "practice_rooms"
      referencedColumns: ["room_id","organization_id"]
    }
                  ]
                },"practitioner_places": {
                  Row: {
                    "accepting_clients": boolean,"current_clients": number | null,"display_name": string,"free_places": number | null,"max_clients": number | null,"organization_id": string,"practitioner_id": string,"takes_new_clients": boolean | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"practitioner_readiness": {
                  Row: {
                    "advised": (string)[] | null,"approve_practitioners": boolean,"created_at": string,"display_name": string,"member_id": string | null,"missing": (string)[] | null,"organization_id": string,"practitioner_id": string,"published": boolean,"slug": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_may_be_members"
      columns: ["member_id","organization_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["member_id","organization_id"]
    }
                  ]
                },"practitioner_services": {
                  Row: {
                    "active": boolean,"organization_id": string,"practitioner_id": string,"service_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "active"?: boolean | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"service_id"?: string | null
                         }
                        Update: {
                           "active"?: boolean | null,"organization_id"?: string | null,"practitioner_id"?: string | null,"service_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_services_name_a_service"
      columns: ["service_id","organization_id"]
isOneToOne: false
      referencedRelation: "services"
      referencedColumns: ["service_id","organization_id"]
    }
                  ]
                },"practitioner_specialties": {
                  Row: {
                    "organization_id": string,"practitioner_id": string,"specialty_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "organization_id"?: string | null,"practitioner_id"?: string | null,"specialty_id"?: string | null
                         }
                        Update: {
                           "organization_id"?: string | null,"practitioner_id"?: string | null,"specialty_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "practitioner_specialties_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_specialties_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_specialties_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "practitioner_specialties_name_a_specialty"
      columns: ["specialty_id","organization_id"]
isOneToOne: false
      referencedRelation: "specialties"
      referencedColumns: ["specialty_id","organization_id"]
    }
                  ]
                },"practitioners": {
                  Row: {
                    "accepting_clients": boolean,"active": boolean | null,"archived_at": string | null,"bio": string,"credentials": string,"display_name": string,"languages": (string)[],"locale": string,"location": string,"max_clients": number | null,"member_id": string | null,"organization_id": string,"organization_name": string | null,"organization_slug": string | null,"photo": string | null,"practitioner_id": string,"published": boolean,"rating_average": number | null,"rating_count": number | null,"slug": string,"specialties": (string)[] | null,"time_zone": string
                  }
                  ComputedFields: never
                  Insert: {
                           "accepting_clients"?: boolean | null,"active"?: never,"archived_at"?: string | null,"bio"?: string | null,"credentials"?: string | null,"display_name"?: string | null,"languages"?: (string)[] | null,"locale"?: string | null,"location"?: string | null,"max_clients"?: number | null,"member_id"?: string | null,"organization_id"?: string | null,"organization_name"?: never,"organization_slug"?: never,"photo"?: string | null,"practitioner_id"?: string | null,"published"?: boolean | null,"rating_average"?: never,"rating_count"?: never,"slug"?: string | null,"specialties"?: never,"time_zone"?: string | null
                         }
                        Update: {
                           "accepting_clients"?: boolean | null,"active"?: never,"archived_at"?: string | null,"bio"?: string | null,"credentials"?: string | null,"display_name"?: string | null,"languages"?: (string)[] | null,"locale"?: string | null,"location"?: string | null,"max_clients"?: number | null,"member_id"?: string | null,"organization_id"?: string | null,"organization_name"?: never,"organization_slug"?: never,"photo"?: string | null,"practitioner_id"?: string | null,"published"?: boolean | null,"rating_average"?: never,"rating_count"?: never,"slug"?: string | null,"specialties"?: never,"time_zone"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "practitioners_may_be_members"
      columns: ["member_id","organization_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["member_id","organization_id"]
    }
                  ]
                },"resources": {
                  Row: {
                    "archived_at": string | null,"created_at": string,"kind": string,"name": string,"organization_id": string,"resource_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "archived_at"?: string | null,"created_at"?: string | null,"kind"?: string | null,"name"?: string | null,"organization_id"?: string | null,"resource_id"?: string | null
                         }
                        Update: {
                           "archived_at"?: string | null,"created_at"?: string | null,"kind"?: string | null,"name"?: string | null,"organization_id"?: string | null,"resource_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "resources_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "resources_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "resources_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "resources_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"retention": {
                  Row: {
                    "applied_at": string | null,"default_days": number,"floor_days": number | null,"keep_days": number | null,"kind": string,"meaning": string,"organization_id": string,"source": string | null,"switched_on_at": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"reviews": {
                  Row: {
                    "answer": string | null,"answered_at": string | null,"booking_id": string,"client_id": string,"client_name": string | null,"comment": string | null,"created_at": string,"hidden_at": string | null,"hidden_reason": string | null,"organization_id": string,"practitioner_id": string,"practitioner_name": string | null,"rating": number | null,"recommend": number | null,"reference": string | null,"review_id": string,"service_name": string | null,"starts_at": string | null,"withdrawn_at": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "answer"?: string | null,"answered_at"?: string | null,"booking_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"comment"?: string | null,"created_at"?: string | null,"hidden_at"?: string | null,"hidden_reason"?: never,"organization_id"?: string | null,"practitioner_id"?: string | null,"practitioner_name"?: never,"rating"?: number | null,"recommend"?: number | null,"reference"?: never,"review_id"?: string | null,"service_name"?: never,"starts_at"?: never,"withdrawn_at"?: string | null
                         }
                        Update: {
                           "answer"?: string | null,"answered_at"?: string | null,"booking_id"?: string | null,"client_id"?: string | null,"client_name"?: never,"comment"?: string | null,"created_at"?: string | null,"hidden_at"?: string | null,"hidden_reason"?: never,"organization_id"?: string | null,"practitioner_id"?: string | null,"practitioner_name"?: never,"rating"?: number | null,"recommend"?: number | null,"reference"?: never,"review_id"?: string | null,"service_name"?: never,"starts_at"?: never,"withdrawn_at"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "reviews_are_by_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_by_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_of_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "booking_resources"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_of_a_booking"
      columns: ["booking_id","organization_id"]
isOneToOne: false
      referencedRelation: "bookings"
      referencedColumns: ["booking_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "reviews_are_of_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    }
                  ]
                },"role_permissions": {
                  Row: {
                    "by_default": boolean | null,"changed": boolean | null,"changed_at": string | null,"description": string,"fixed": boolean | null,"granted": boolean | null,"organization_id": string | null,"permission": string,"role": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    
                  ]
                },"room_slots": {
                  Row: {
                    "created_at": string,"duration_minutes": number | null,"ends_at": string,"host_name": string,"is_mine": boolean | null,"organization_id": string,"room_id": string | null,"slot_id": string,"starts_at": string,"status": string | null,"title": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "created_at"?: string | null,"duration_minutes"?: never,"ends_at"?: string | null,"host_name"?: string | null,"is_mine"?: never,"organization_id"?: string | null,"room_id"?: string | null,"slot_id"?: string | null,"starts_at"?: string | null,"status"?: never,"title"?: string | null
                         }
                        Update: {
                           "created_at"?: string | null,"duration_minutes"?: never,"ends_at"?: string | null,"host_name"?: string | null,"is_mine"?: never,"organization_id"?: string | null,"room_id"?: string | null,"slot_id"?: string | null,"starts_at"?: string | null,"status"?: never,"title"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "room_slots_become_a_room"
      columns: ["room_id","organization_id"]
isOneToOne: false
      referencedRelation: "practice_rooms"
      referencedColumns: ["room_id","organization_id"]
    },{
      foreignKeyName: "room_slots_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "room_slots_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "room_slots_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "room_slots_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"rosters": {
                  Row: {
                    "capacity": number,"ends_at": string,"organization_id": string,"practitioner_id": string,"practitioner_name": string,"seats": Json | null,"service_id": string,"service_name": string,"starts_at": string,"taken": number | null,"time_zone": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "bookings_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "offers"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    },{
      foreignKeyName: "bookings_are_of_an_offered_service"
      columns: ["practitioner_id","service_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_services"
      referencedColumns: ["practitioner_id","service_id","organization_id"]
    }
                  ]
                },"service_needs": {
                  Row: {
                    "kind": string,"organization_id": string,"quantity": number,"service_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "kind"?: string | null,"organization_id"?: string | null,"quantity"?: number | null,"service_id"?: string | null
                         }
                        Update: {
                           "kind"?: string | null,"organization_id"?: string | null,"quantity"?: number | null,"service_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "service_needs_are_of_a_service"
      columns: ["service_id","organization_id"]
isOneToOne: false
      referencedRelation: "services"
      referencedColumns: ["service_id","organization_id"]
    }
                  ]
                },"services": {
                  Row: {
                    "active": boolean | null,"approval_minutes": number,"archived_at": string | null,"billing_code": string | null,"billing_place": string,"buffer_after_minutes": number,"buffer_before_minutes": number,"capacity": number,"change_notice_minutes": number,"client_may_overlap": boolean,"currency": string,"daily_limit": number | null,"description": string,"duration_minutes": number,"event_category": string | null,"location_kind": string,"max_advance_days": number,"min_notice_minutes": number,"name": string,"organization_id": string,"price_cents": number | null,"requires_approval": boolean,"requires_onboarding": boolean,"service_id": string,"step_minutes": number
                  }
                  ComputedFields: never
                  Insert: {
                           "active"?: never,"approval_minutes"?: number | null,"archived_at"?: string | null,"billing_code"?: string | null,"billing_place"?: string | null,"buffer_after_minutes"?: number | null,"buffer_before_minutes"?: number | null,"capacity"?: number | null,"change_notice_minutes"?: number | null,"client_may_overlap"?: boolean | null,"currency"?: string | null,"daily_limit"?: number | null,"description"?: string | null,"duration_minutes"?: number | null,"event_category"?: string | null,"location_kind"?: string | null,"max_advance_days"?: number | null,"min_notice_minutes"?: number | null,"name"?: string | null,"organization_id"?: string | null,"price_cents"?: number | null,"requires_approval"?: boolean | null,"requires_onboarding"?: boolean | null,"service_id"?: string | null,"step_minutes"?: number | null
                         }
                        Update: {
                           "active"?: never,"approval_minutes"?: number | null,"archived_at"?: string | null,"billing_code"?: string | null,"billing_place"?: string | null,"buffer_after_minutes"?: number | null,"buffer_before_minutes"?: number | null,"capacity"?: number | null,"change_notice_minutes"?: number | null,"client_may_overlap"?: boolean | null,"currency"?: string | null,"daily_limit"?: number | null,"description"?: string | null,"duration_minutes"?: number | null,"event_category"?: string | null,"location_kind"?: string | null,"max_advance_days"?: number | null,"min_notice_minutes"?: number | null,"name"?: string | null,"organization_id"?: string | null,"price_cents"?: number | null,"requires_approval"?: boolean | null,"requires_onboarding"?: boolean | null,"service_id"?: string | null,"step_minutes"?: number | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "services_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "services_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "services_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "services_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"specialties": {
                  Row: {
                    "name": string,"organization_id": string,"slug": string,"specialty_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "name"?: string | null,"organization_id"?: string | null,"slug"?: string | null,"specialty_id"?: string | null
                         }
                        Update: {
                           "name"?: string | null,"organization_id"?: string | null,"slug"?: string | null,"specialty_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "specialties_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "specialties_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "specialties_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "specialties_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"supervisions": {
                  Row: {
                    "ended_at": string | null,"may_read_notes": boolean,"organization_id": string,"practitioner_id": string,"practitioner_name": string | null,"since": string,"supervision_id": string,"supervisor_id": string,"supervisor_name": string | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "supervisions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "supervisions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "supervisions_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "supervisions_name_a_supervisor"
      columns: ["supervisor_id","organization_id"]
isOneToOne: false
      referencedRelation: "members"
      referencedColumns: ["member_id","organization_id"]
    }
                  ]
                },"support_access": {
                  Row: {
                    "allowed_at": string | null,"allowed_by_name": string | null,"ended_at": string | null,"ended_by_name": string | null,"expires_at": string,"minutes": number,"organization_id": string,"organization_name": string | null,"reason": string,"requested_at": string,"status": string | null,"support_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "support_grants_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "support_grants_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "support_grants_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "support_grants_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"waitlist": {
                  Row: {
                    "client_email": string | null,"client_id": string,"client_name": string | null,"client_phone": string | null,"created_at": string,"created_by": string,"ends_at": string | null,"entry_id": string,"expires_at": string | null,"from_date": string,"from_local": string | null,"offer_id": string | null,"offered_practitioner_id": string | null,"organization_id": string,"position": number,"practitioner_id": string | null,"service_id": string,"starts_at": string | null,"status": string,"to_date": string,"until_local": string | null,"weekdays": (number)[] | null
                  }
                  ComputedFields: never
                  Relationships: [
                    {
      foreignKeyName: "waitlist_entries_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "client_list"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "waitlist_entries_have_a_client"
      columns: ["client_id","organization_id"]
isOneToOne: false
      referencedRelation: "clients"
      referencedColumns: ["client_id","organization_id"]
    },{
      foreignKeyName: "waitlist_entries_may_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_places"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "waitlist_entries_may_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioner_readiness"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "waitlist_entries_may_name_a_practitioner"
      columns: ["practitioner_id","organization_id"]
isOneToOne: false
      referencedRelation: "practitioners"
      referencedColumns: ["practitioner_id","organization_id"]
    },{
      foreignKeyName: "waitlist_entries_wish_for_a_service"
      columns: ["service_id","organization_id"]
isOneToOne: false
      referencedRelation: "services"
      referencedColumns: ["service_id","organization_id"]
    }
                  ]
                },"webhook_deliveries": {
                  Row: {
                    "attempts": number,"created_at": string,"data": NonNullable<Json>,"delivery_id": string,"duration_ms": number | null,"endpoint_id": string,"event_type": string,"finished_at": string | null,"last_error": string | null,"next_attempt_at": string | null,"organization_id": string,"position": number,"response_status": number | null,"status": string,"subject_id": string
                  }
                  ComputedFields: never
                  Insert: {
                           "attempts"?: number | null,"created_at"?: string | null,"data"?: Json | null,"delivery_id"?: string | null,"duration_ms"?: number | null,"endpoint_id"?: string | null,"event_type"?: string | null,"finished_at"?: string | null,"last_error"?: string | null,"next_attempt_at"?: never,"organization_id"?: string | null,"position"?: number | null,"response_status"?: number | null,"status"?: string | null,"subject_id"?: string | null
                         }
                        Update: {
                           "attempts"?: number | null,"created_at"?: string | null,"data"?: Json | null,"delivery_id"?: string | null,"duration_ms"?: number | null,"endpoint_id"?: string | null,"event_type"?: string | null,"finished_at"?: string | null,"last_error"?: string | null,"next_attempt_at"?: never,"organization_id"?: string | null,"position"?: number | null,"response_status"?: number | null,"status"?: string | null,"subject_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "webhook_deliveries_go_to_an_endpoint"
      columns: ["endpoint_id","organization_id"]
isOneToOne: false
      referencedRelation: "webhook_endpoints"
      referencedColumns: ["endpoint_id","organization_id"]
    }
                  ]
                },"webhook_endpoints": {
                  Row: {
                    "created_at": string,"created_by": string,"description": string,"detail": boolean,"disabled_at": string | null,"disabled_because": string | null,"endpoint_id": string,"event_types": (string)[] | null,"failing_since": string | null,"organization_id": string,"resting_until": string | null,"status": string,"url": string
                  }
                  ComputedFields: never
                  Insert: {
                           "created_at"?: string | null,"created_by"?: string | null,"description"?: string | null,"detail"?: boolean | null,"disabled_at"?: string | null,"disabled_because"?: string | null,"endpoint_id"?: string | null,"event_types"?: never,"failing_since"?: string | null,"organization_id"?: string | null,"resting_until"?: string | null,"status"?: string | null,"url"?: string | null
                         }
                        Update: {
                           "created_at"?: string | null,"created_by"?: string | null,"description"?: string | null,"detail"?: boolean | null,"disabled_at"?: string | null,"disabled_because"?: string | null,"endpoint_id"?: string | null,"event_types"?: never,"failing_since"?: string | null,"organization_id"?: string | null,"resting_until"?: string | null,"status"?: string | null,"url"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "webhook_endpoints_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "memberships"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "webhook_endpoints_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organization_settings"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "webhook_endpoints_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "organizations"
      referencedColumns: ["organization_id"]
    },{
      foreignKeyName: "webhook_endpoints_belong_to_an_organization"
      columns: ["organization_id"]
isOneToOne: false
      referencedRelation: "retention"
      referencedColumns: ["organization_id"]
    }
                  ]
                },"webhook_event_types": {
                  Row: {
                    "event_type": string,"meaning": string
                  }
                  ComputedFields: never
                  Insert: {
                           "event_type"?: string | null,"meaning"?: string | null
                         }
                        Update: {
                           "event_type"?: string | null,"meaning"?: string | null
                         }
                        Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "accept_invitation":
{ Args: { "idempotency_key"?: string,"token": string }; Returns: Json
                           },
"accept_waitlist_offer":
{ Args: { "idempotency_key"?: string,"note"?: string,"offer_id": string,"token"?: string }; Returns: Json
                           },
"allow_support_access":
{ Args: { "idempotency_key"?: string,"support_id": string }; Returns: Json
                           },
"answer_onboarding_step":
{ Args: { "answer": Json,"idempotency_key"?: string,"step_id": string,"version": number }; Returns: Json
                           },
"answer_review":
{ Args: { "answer": string,"idempotency_key"?: string,"review_id": string }; Returns: Json
                           },
"apply_retention":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"approve_booking":
{ Args: { "booking_id": string,"idempotency_key"?: string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"approve_join_request":
{ Args: { "idempotency_key"?: string,"request_id": string,"role"?: string }; Returns: Json
                           },
"ask_for_erasure":
{ Args: { "idempotency_key"?: string,"organization_id": string }; Returns: Json
                           },
"assign_practitioner":
{ Args: { "client_id": string,"idempotency_key"?: string,"practitioner_id": string,"reason"?: string }; Returns: Json
                           },
"available_slots":
{ Args: { "from_date": string,"hold_key"?: string,"practitioner_id": string,"service_id": string,"time_zone"?: string,"to_date": string }; Returns: {
              "ends_at": string,"seats_left": number,"starts_at": string
            }[]
                           },
"begin_calendar_connection":
{ Args: { "idempotency_key"?: string,"key_id"?: string,"organization_id": string,"provider": string,"sealed"?: string,"state_hash": string }; Returns: Json
                           },
"begin_supervision":
{ Args: { "idempotency_key"?: string,"may_read_notes"?: boolean,"practitioner_id": string,"supervisor_id": string }; Returns: Json
                           },
"book_practice_room":
{ Args: { "idempotency_key"?: string,"link_token"?: string,"room_id": string }; Returns: Json
                           },
"book_room_slot":
{ Args: { "idempotency_key"?: string,"slot_id": string }; Returns: Json
                           },
"booking_by_token":
{ Args: { "token": string }; Returns: Json
                           },
"booking_history":
{ Args: { "booking_id": string }; Returns: {
              "action": string,"actor_name": string,"actor_role": string,"at": string,"ends_at_after": string,"ends_at_before": string,"starts_at_after": string,"starts_at_before": string,"status_after": string,"status_before": string
            }[]
                           },
"booking_place":
{ Args: { "booking_id": string }; Returns: Json
                           },
"bookings_to_review":
{ Args: Record<PropertyKey, never>; Returns: {
              "asked": boolean,"booking_id": string,"organization_id": string,"organization_name": string,"practitioner_name": string,"service_name": string,"starts_at": string,"time_zone": string
            }[]
                           },
"breach_report":
{ Args: { "actor"?: string,"from_time": string,"organization_id": string,"to_time": string }; Returns: Json
                           },
"calendar_channels_due":
{ Args: { "connection_id": string }; Returns: Json
                           },
"cancel_booking":
{ Args: { "booking_id": string,"idempotency_key"?: string,"reason"?: string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_by_token":
{ Args: { "idempotency_key"?: string,"reason"?: string,"token": string }; Returns: Json
                           },
"cancel_series":
{ Args: { "from_date"?: string,"idempotency_key"?: string,"reason"?: string,"series_id": string }; Returns: Json
                           },
"change_availability":
{ Args: { "changes": Json,"idempotency_key"?: string,"practitioner_id": string,"reason"?: string,"stranded"?: string }; Returns: Json
                           },
"change_calendar_connection":
{ Args: { "connection_id": string,"idempotency_key"?: string,"invites_by"?: string,"on_unreachable"?: string }; Returns: Json
                           },
"change_display_name":
{ Args: { "display_name": string,"idempotency_key"?: string,"organization_id": string }; Returns: Json
                           },
"change_member_role":
{ Args: { "idempotency_key"?: string,"member_id": string,"role": string }; Returns: Json
                           },
"change_role_permission":
{ Args: { "granted": boolean,"idempotency_key"?: string,"organization_id": string,"permission": string,"role": string }; Returns: Json
                           },
"change_webhook_endpoint":
{ Args: { "description"?: string,"detail"?: boolean,"endpoint_id": string,"event_types"?: (string)[],"idempotency_key"?: string,"url"?: string }; Returns: Json
                           },
"choose_busy_calendars":
{ Args: { "calendar_ids": (string)[],"connection_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"claim_attachment_deletions":
{ Args: { "batch_size"?: number,"lease_seconds"?: number }; Returns: {
              "attempt": number,"path": string
            }[]
                           },
"claim_booking":
{ Args: { "idempotency_key"?: string,"token": string }; Returns: Json
                           },
"claim_calendar_tasks":
{ Args: { "batch_size"?: number,"lease_seconds"?: number,"worker": string }; Returns: {
              "attempt": number,"calendar_id": string,"calendar_name": string,"changed_at": string,"connection_id": string,"data_key_id": string,"invites_by": string,"kind": string,"organization_id": string,"organization_name": string,"payload": Json,"provider": string,"scopes": (string)[],"sealed": string,"subject_id": string,"task_id": string,"time_zone": string,"user_id": string
            }[]
                           },
"claim_events":
{ Args: { "batch_size"?: number,"lease_seconds"?: number,"worker": string }; Returns: {
              "attempt": number,"created_at": string,"event_id": string,"organization_id": string,"payload": Json,"recipient": string,"topic": string
            }[]
                           },
"claim_video_rooms":
{ Args: { "batch_size"?: number,"lease_seconds"?: number,"worker": string }; Returns: {
              "attempt": number,"closes_at": string,"name": string,"opens_at": string,"revision": number,"video_room_id": string,"wanted": boolean
            }[]
                           },
"claim_webhook_deliveries":
{ Args: { "batch_size"?: number,"lease_seconds"?: number,"worker": string }; Returns: {
              "attempt": number,"delivery_id": string,"endpoint_id": string,"event_type": string,"payload": Json,"secrets": (string)[],"url": string
            }[]
                           },
"clear_mail_address":
{ Args: { "address_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"client_bookings":
{ Args: { "client_id": string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: false
        isSetofReturn: true
      } },
"client_onboarding":
{ Args: { "client_id": string }; Returns: Json
                           },
"client_profile":
{ Args: { "client_id": string }; Returns: {
              "archived_at": string | null,
"bookings_count": number | null,
"client_id": string,
"created_at": string,
"email": string,
"has_account": boolean | null,
"last_starts_at": string | null,
"locale": string,
"name": string,
"next_booking_id": string | null,
"next_starts_at": string | null,
"onboarding_status": string,
"organization_id": string,
"phone": string,
"practitioner_id": string | null,
"practitioner_name": string | null,
"time_zone": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "client_list"
        isOneToOne: false
        isSetofReturn: true
      } },
"client_record":
{ Args: { "client_id": string }; Returns: Json
                           },
"close_day":
{ Args: { "from_date": string,"idempotency_key"?: string,"practitioner_id": string,"reason"?: string,"stranded"?: string,"to_date"?: string }; Returns: Json
                           },
"complete_booking":
{ Args: { "booking_id": string,"idempotency_key"?: string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"complete_calendar_connection":
{ Args: { "account": string,"attempt_id": string,"key_id": string,"scopes"?: (string)[],"sealed": string }; Returns: Json
                           },
"confirm_hold":
{ Args: { "client"?: Json,"hold_key": string,"idempotency_key"?: string,"note"?: string,"overrides"?: Json }; Returns: Json
                           },
"create_booking":
{ Args: { "client": Json,"idempotency_key"?: string,"note"?: string,"overbook"?: boolean,"overrides"?: Json,"practitioner_id": string,"recurrence"?: string,"service_id": string,"starts_at": string }; Returns: Json
                           },
"create_calendar_feed":
{ Args: { "detail"?: boolean,"idempotency_key"?: string,"practitioner_id": string }; Returns: Json
                           },
"create_organization":
{ Args: { "country"?: string,"display_name"?: string,"idempotency_key"?: string,"name": string,"slug": string,"time_zone": string }; Returns: Json
                           },
"create_practice_room":
{ Args: { "duration_minutes"?: number,"idempotency_key"?: string,"is_private"?: boolean,"organization_id": string,"starts_at": string,"title"?: string }; Returns: Json
                           },
"create_room_slot":
{ Args: { "duration_minutes"?: number,"idempotency_key"?: string,"organization_id": string,"starts_at": string,"title"?: string }; Returns: Json
                           },
"data_key":
{ Args: { "key_id"?: string,"organization_id": string }; Returns: Json
                           },
"data_keys_to_rewrap":
{ Args: { "after"?: string,"batch_size"?: number,"master_key_id": string }; Returns: Json
                           },
"decide_calendar_change":
{ Args: { "change_id": string,"decision": string,"idempotency_key"?: string }; Returns: Json
                           },
"decline_booking":
{ Args: { "booking_id": string,"idempotency_key"?: string,"reason"?: string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_join_request":
{ Args: { "idempotency_key"?: string,"reason"?: string,"request_id": string }; Returns: Json
                           },
"decline_waitlist_offer":
{ Args: { "idempotency_key"?: string,"offer_id": string,"token"?: string }; Returns: Json
                           },
"delete_practice_room":
{ Args: { "idempotency_key"?: string,"reason"?: string,"room_id": string }; Returns: Json
                           },
"delete_room_slot":
{ Args: { "idempotency_key"?: string,"slot_id": string }; Returns: Json
                           },
"delete_webhook_endpoint":
{ Args: { "endpoint_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"disable_webhook_endpoint":
{ Args: { "endpoint_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"discard_draft":
{ Args: { "idempotency_key"?: string,"note_id": string }; Returns: Json
                           },
"disclosures_of_client":
{ Args: { "client_id": string }; Returns: {
              "at": string,"detail": string,"name": string,"role": string,"what": string,"who": string
            }[]
                           },
"drop_calendar_channel":
{ Args: { "channel_id": string }; Returns: Json
                           },
"enable_webhook_endpoint":
{ Args: { "endpoint_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"end_assignment":
{ Args: { "client_id": string,"idempotency_key"?: string,"reason"?: string }; Returns: Json
                           },
"end_calendar_connection":
{ Args: { "connection_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"end_supervision":
{ Args: { "idempotency_key"?: string,"supervision_id": string }; Returns: Json
                           },
"end_support_access":
{ Args: { "idempotency_key"?: string,"support_id": string }; Returns: Json
                           },
"erase_client":
{ Args: { "client_id": string,"idempotency_key"?: string,"reason": string }; Returns: Json
                           },
"explain_slot":
{ Args: { "practitioner_id": string,"service_id": string,"starts_at": string }; Returns: Json
                           },
"export_client":
{ Args: { "client_id": string }; Returns: Json
                           },
"export_my_data":
{ Args: { "organization_id"?: string }; Returns: Json
                           },
"extend_hold":
{ Args: { "hold_key": string,"idempotency_key"?: string }; Returns: Json
                           },
"finish_round":
{ Args: { "assessment"?: string,"idempotency_key"?: string,"round_id": string,"transcript"?: string }; Returns: Json
                           },
"hand_over_client":
{ Args: { "bookings"?: string,"client_id": string,"idempotency_key"?: string,"reason"?: string,"to_practitioner_id": string }; Returns: Json
                           },
"hide_review":
{ Args: { "idempotency_key"?: string,"reason": string,"review_id": string }; Returns: Json
                           },
"invite_member":
{ Args: { "display_name": string,"email": string,"idempotency_key"?: string,"organization_id": string,"role": string }; Returns: Json
                           },
"join_conversation":
{ Args: { "conversation_id": string,"idempotency_key"?: string,"shown_as"?: string }; Returns: Json
                           },
"join_organization":
{ Args: { "details": Json,"idempotency_key"?: string,"organization_slug": string,"practitioner_id"?: string }; Returns: Json
                           },
"join_waitlist":
{ Args: { "client": Json,"from_date": string,"from_local"?: string,"idempotency_key"?: string,"practitioner_id"?: string,"service_id": string,"to_date": string,"until_local"?: string,"weekdays"?: (number)[] }; Returns: Json
                           },
"keep_calendar_channel":
{ Args: { "calendar_id": string,"channel_id": string,"connection_id": string,"expires_at"?: string,"resource_id"?: string,"token_hash": string }; Returns: Json
                           },
"keep_calendar_credentials":
{ Args: { "connection_id": string,"instead_of": string,"key_id": string,"sealed": string }; Returns: Json
                           },
"leave_conversation":
{ Args: { "conversation_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"leave_organization":
{ Args: { "idempotency_key"?: string,"organization_id": string }; Returns: Json
                           },
"leave_waitlist":
{ Args: { "entry_id"?: string,"idempotency_key"?: string,"token"?: string }; Returns: Json
                           },
"lift_legal_hold":
{ Args: { "client_id": string,"idempotency_key"?: string,"reason": string }; Returns: Json
                           },
"link_my_bookings":
{ Args: { "idempotency_key"?: string,"organization_id"?: string }; Returns: Json
                           },
"list_open_rooms":
{ Args: { "after"?: string,"limit_count"?: number,"organization_id": string }; Returns: {
              "booked_at": string | null,
"created_at": string,
"duration_minutes": number | null,
"ends_at": string,
"guest_name": string | null,
"host_name": string,
"is_private": boolean,
"last_round": number,
"my_role": string | null,
"organization_id": string,
"room_id": string,
"stage": string,
"stages": (string)[] | null,
"starts_at": string,
"status": string | null,
"title": string | null,
"updated_at": string,
"video_url": string | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "practice_rooms"
        isOneToOne: false
        isSetofReturn: true
      } },
"list_room_slots":
{ Args: { "after"?: string,"limit_count"?: number,"organization_id": string,"status"?: string }; Returns: {
              "created_at": string,
"duration_minutes": number | null,
"ends_at": string,
"host_name": string,
"is_mine": boolean | null,
"organization_id": string,
"room_id": string | null,
"slot_id": string,
"starts_at": string,
"status": string | null,
"title": string | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "room_slots"
        isOneToOne: false
        isSetofReturn: true
      } },
"mark_attachments_deleted":
{ Args: { "paths": (string)[] }; Returns: number
                           },
"mark_calendar_gone":
{ Args: { "calendar_id": string,"task_id": string,"worker": string }; Returns: Json
                           },
"mark_calendar_revoked":
{ Args: { "connection_id": string,"sealed": string }; Returns: Json
                           },
"mark_calendar_task_done":
{ Args: { "again_seconds"?: number,"result"?: Json,"task_id": string,"worker": string }; Returns: Json
                           },
"mark_calendar_task_failed":
{ Args: { "error": string,"retry_after_seconds"?: number,"retryable"?: boolean,"task_id": string,"worker": string }; Returns: Json
                           },
"mark_conversation_read":
{ Args: { "conversation_id": string,"idempotency_key"?: string,"up_to": number }; Returns: Json
                           },
"mark_delivered":
{ Args: { "event_id": string,"receipt"?: string }; Returns: Json
                           },
"mark_failed":
{ Args: { "error": string,"event_id": string,"retryable"?: boolean }; Returns: Json
                           },
"mark_no_show":
{ Args: { "booking_id": string,"idempotency_key"?: string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"mark_notifications_read":
{ Args: { "idempotency_key"?: string,"notification_ids"?: (string)[],"up_to"?: string }; Returns: Json
                           },
"mark_video_room_done":
{ Args: { "revision": number,"url"?: string,"video_room_id": string,"wanted": boolean }; Returns: string
                           },
"mark_video_room_failed":
{ Args: { "error": string,"retry_after_seconds"?: number,"retryable"?: boolean,"revision": number,"video_room_id": string }; Returns: Json
                           },
"mark_webhook_delivered":
{ Args: { "delivery_id": string,"duration_ms"?: number,"response_status": number }; Returns: Json
                           },
"mark_webhook_failed":
{ Args: { "delivery_id": string,"duration_ms"?: number,"error": string,"response_status"?: number,"retry_after_seconds"?: number }; Returns: Json
                           },
"my_dashboard":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"my_onboarding":
{ Args: { "organization_id": string }; Returns: Json
                           },
"note_calendar_push":
{ Args: { "changed"?: boolean,"channel_id": string,"token_hash": string }; Returns: Json
                           },
"note_provider_event":
{ Args: { "payload": Json,"provider": string,"provider_event_id": string }; Returns: Json
                           },
"note_remote_events":
{ Args: { "calendar_id": string,"connection_id": string,"events": Json,"listed_at"?: string,"seen"?: (string)[] }; Returns: Json
                           },
"note_video_event":
{ Args: { "at": string,"event": string,"name": string,"party"?: string }; Returns: boolean
                           },
"note_visit":
{ Args: { "idempotency_key"?: string,"kind": string,"practitioner_ids": (string)[] }; Returns: Json
                           },
"open_conversation":
{ Args: { "client_id"?: string,"idempotency_key"?: string,"practitioner_id": string }; Returns: Json
                           },
"open_group_conversation":
{ Args: { "booking_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"open_support_access":
{ Args: { "idempotency_key"?: string,"minutes": number,"organization_id": string,"reason": string }; Returns: Json
                           },
"organization_insights":
{ Args: { "from_date": string,"organization_id": string,"practitioner_id"?: string,"to_date": string }; Returns: Json
                           },
"outbox_metrics":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"place_legal_hold":
{ Args: { "client_id": string,"idempotency_key"?: string,"reason": string }; Returns: Json
                           },
"practitioner_dashboard":
{ Args: { "on_date"?: string,"organization_id": string,"practitioner_id"?: string,"time_zone"?: string }; Returns: Json
                           },
"practitioner_figures":
{ Args: { "practitioner_id": string }; Returns: {
              "active_clients": number,"next_14_days": number,"this_week": number,"this_week_done": number,"waiting_for_approval": number,"week_begins": string
            }[]
                           },
"practitioner_reviews":
{ Args: { "after"?: string,"limit_count"?: number,"practitioner_id": string }; Returns: {
              "answer": string,"answered_month": string,"comment": string,"month": string,"rating": number,"review_id": string
            }[]
                           },
"preferences_by_token":
{ Args: { "token": string }; Returns: Json
                           },
"preview_availability_change":
{ Args: { "changes": Json,"practitioner_id": string }; Returns: Json
                           },
"preview_hand_over":
{ Args: { "client_id": string,"to_practitioner_id": string }; Returns: Json
                           },
"preview_retention":
{ Args: { "organization_id": string }; Returns: {
              "due_rows": number,"ends_before": string,"keep_days": number,"kind": string,"oldest": string
            }[]
                           },
"publish_onboarding_step":
{ Args: { "idempotency_key"?: string,"step_id": string }; Returns: Json
                           },
"reactivate_member":
{ Args: { "idempotency_key"?: string,"member_id": string }; Returns: Json
                           },
"read_busy_time":
{ Args: { "calendars"?: Json,"connection_id": string }; Returns: Json
                           },
"read_calendar_changes":
{ Args: { "connection_id": string }; Returns: Json
                           },
"read_calendar_feed":
{ Args: { "known_version"?: string,"requester"?: string,"token_hash": string }; Returns: Json
                           },
"read_notes":
{ Args: { "booking_id": string,"note_id"?: string }; Returns: Json
                           },
"recent_activity":
{ Args: { "limit_count"?: number,"practitioner_id": string }; Returns: {
              "activity": string,"at": string,"booking_id": string,"bookings": number,"client_id": string,"client_name": string,"previous_starts_at": string,"reference": string,"service_name": string,"starts_at": string,"status": string
            }[]
                           },
"refresh_figures":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"register_booking_token":
{ Args: { "booking_id": string,"expires_at": string,"token_hash": string }; Returns: Json
                           },
"register_data_key":
{ Args: { "key_id": string,"master_key_id": string,"organization_id": string,"replaces"?: string,"wrapped": string }; Returns: Json
                           },
"register_invitation_token":
{ Args: { "expires_at": string,"invitation_id": string,"token_hash": string }; Returns: Json
                           },
"register_unsubscribe_token":
{ Args: { "event_id": string,"token_hash": string }; Returns: Json
                           },
"register_waitlist_token":
{ Args: { "entry_id": string,"expires_at": string,"token_hash": string }; Returns: Json
                           },
"register_webhook_endpoint":
{ Args: { "description"?: string,"detail"?: boolean,"event_types": (string)[],"idempotency_key"?: string,"organization_id": string,"url": string }; Returns: Json
                           },
"release_hold":
{ Args: { "hold_key": string,"idempotency_key"?: string }; Returns: Json
                           },
"renew_calendar_tasks":
{ Args: { "lease_seconds"?: number,"task_ids": (string)[],"worker": string }; Returns: string[]
                           },
"renew_leases":
{ Args: { "event_ids": (string)[],"lease_seconds"?: number,"worker": string }; Returns: string[]
                           },
"renew_practice_link":
{ Args: { "idempotency_key"?: string,"room_id": string }; Returns: Json
                           },
"renew_video_rooms":
{ Args: { "lease_seconds"?: number,"video_room_ids": (string)[],"worker": string }; Returns: string[]
                           },
"renew_webhook_leases":
{ Args: { "delivery_ids": (string)[],"lease_seconds"?: number,"worker": string }; Returns: string[]
                           },
"replay_webhook_delivery":
{ Args: { "delivery_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"request_hold":
{ Args: { "booking_id"?: string,"hold_seconds"?: number,"idempotency_key"?: string,"mode"?: string,"occurrences"?: (string)[],"practitioner_id": string,"recurrence"?: string,"service_id": string,"starts_at"?: string,"time_zone"?: string }; Returns: Json
                           },
"request_to_join":
{ Args: { "display_name": string,"idempotency_key"?: string,"message"?: string,"organization_slug": string,"specialty_ids"?: (string)[] }; Returns: Json
                           },
"reschedule_booking":
{ Args: { "booking_id": string,"idempotency_key"?: string,"starts_at": string }; Returns: {
              "approval_expires_at": string | null,
"billing_code": string | null,
"billing_modifiers": (string)[] | null,
"billing_place": string | null,
"billing_units": number | null,
"booking_id": string,
"cancel_reason": string | null,
"cancelled_at": string | null,
"cancelled_by": string | null,
"client_email": string,
"client_id": string,
"client_locale": string,
"client_name": string,
"client_phone": string,
"client_time_zone": string,
"completed_at": string | null,
"consented_at": string,
"created_at": string,
"created_by": string,
"ends_at": string,
"ics_sequence": number,
"ics_uid": string,
"note": string | null,
"organization_id": string,
"outside_hours": boolean,
"overbooked": boolean,
"overrides": Json | null,
"practitioner_id": string,
"practitioner_name": string | null,
"recurrence_id": string | null,
"reference": string,
"series_id": string | null,
"service_id": string,
"service_name": string | null,
"starts_at": string,
"status": string,
"time_zone": string | null,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "bookings"
        isOneToOne: true
        isSetofReturn: false
      } },
"reschedule_by_token":
{ Args: { "idempotency_key"?: string,"starts_at": string,"token": string }; Returns: Json
                           },
"reschedule_series":
{ Args: { "from_date"?: string,"idempotency_key"?: string,"mode"?: string,"series_id": string,"shift"?: string,"starts_local"?: string,"weekday"?: number }; Returns: Json
                           },
"resend_invitation":
{ Args: { "idempotency_key"?: string,"invitation_id": string }; Returns: Json
                           },
"retire_onboarding_step":
{ Args: { "idempotency_key"?: string,"step_id": string }; Returns: Json
                           },
"retract_message":
{ Args: { "idempotency_key"?: string,"message_id": string }; Returns: Json
                           },
"retry_message":
{ Args: { "event_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"return_calendar_attempt":
{ Args: { "attempt_id": string }; Returns: Json
                           },
"return_calendar_tasks":
{ Args: { "task_ids": (string)[],"worker": string }; Returns: number
                           },
"return_events":
{ Args: { "event_ids": (string)[],"worker": string }; Returns: number
                           },
"return_video_rooms":
{ Args: { "video_room_ids": (string)[],"worker": string }; Returns: number
                           },
"return_webhook_deliveries":
{ Args: { "delivery_ids": (string)[],"worker": string }; Returns: number
                           },
"review_booking":
{ Args: { "booking_id": string,"comment"?: string,"idempotency_key"?: string,"rating": number,"recommend"?: number }; Returns: Json
                           },
"review_by_token":
{ Args: { "comment"?: string,"idempotency_key"?: string,"rating": number,"recommend"?: number,"token": string }; Returns: Json
                           },
"review_of_token":
{ Args: { "token": string }; Returns: Json
                           },
"revoke_calendar_feed":
{ Args: { "feed_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"revoke_invitation":
{ Args: { "idempotency_key"?: string,"invitation_id": string }; Returns: Json
                           },
"rewrap_data_key":
{ Args: { "from_master_key_id": string,"key_id": string,"to_master_key_id": string,"wrapped": string }; Returns: Json
                           },
"room_by_link":
{ Args: { "link_token": string }; Returns: Json
                           },
"rotate_webhook_secret":
{ Args: { "endpoint_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"save_busy_time":
{ Args: { "busy": Json,"calendar_ids": (string)[],"connection_id": string }; Returns: Json
                           },
"save_note":
{ Args: { "addendum_to"?: string,"booking_id": string,"content_tag"?: string,"expected_version"?: number,"idempotency_key"?: string,"key_id": string,"note_id": string,"sealed": string,"visibility"?: string }; Returns: Json
                           },
"save_onboarding_step":
{ Args: { "idempotency_key"?: string,"organization_id": string,"step": Json,"step_id"?: string }; Returns: Json
                           },
"save_sync_token":
{ Args: { "calendar_id": string,"connection_id": string,"sync_token": string }; Returns: Json
                           },
"search_practitioners":
{ Args: { "accepting"?: boolean,"after"?: string,"from_local"?: string,"language"?: string,"limit_count"?: number,"location"?: string,"max_price_cents"?: number,"min_rating"?: number,"on_date"?: string,"organization_slug"?: string,"query"?: string,"sort"?: string,"specialty"?: string,"until_local"?: string }; Returns: {
              "accepting_clients": boolean,"bio": string,"currency": string,"cursor": string,"display_name": string,"languages": (string)[],"location": string,"next_slots": Json,"organization_id": string,"organization_name": string,"organization_slug": string,"practitioner_id": string,"price_from_cents": number,"rank": number,"rating_average": number,"rating_count": number,"slug": string,"specialties": (string)[],"time_zone": string
            }[]
                           },
"send_message":
{ Args: { "attachments"?: Json,"body": string,"conversation_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"send_test_webhook":
{ Args: { "endpoint_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"set_notification_preference":
{ Args: { "channel": string,"idempotency_key"?: string,"kind": string,"organization_id": string,"wanted": boolean }; Returns: Json
                           },
"set_practice_stages":
{ Args: { "idempotency_key"?: string,"organization_id": string,"stages": (string)[] }; Returns: Json
                           },
"set_retention":
{ Args: { "idempotency_key"?: string,"keep_days"?: Json,"organization_id": string,"switched_on": boolean }; Returns: Json
                           },
"show_review":
{ Args: { "idempotency_key"?: string,"review_id": string }; Returns: Json
                           },
"sign_note":
{ Args: { "expected_version": number,"idempotency_key"?: string,"note_id": string }; Returns: Json
                           },
"slots_by_token":
{ Args: { "from_date": string,"to_date": string,"token": string }; Returns: Json
                           },
"slots_of_booking":
{ Args: { "booking_id": string,"from_date": string,"time_zone"?: string,"to_date": string }; Returns: {
              "ends_at": string,"seats_left": number,"starts_at": string
            }[]
                           },
"start_round":
{ Args: { "candidate"?: string,"case_brief"?: string,"idempotency_key"?: string,"room_id": string }; Returns: Json
                           },
"suspend_member":
{ Args: { "idempotency_key"?: string,"member_id": string }; Returns: Json
                           },
"take_calendar_attempt":
{ Args: { "state_hash": string }; Returns: Json
                           },
"take_ended_channels":
{ Args: { "connection_id": string }; Returns: Json
                           },
"take_ended_credentials":
{ Args: { "connection_id": string }; Returns: Json
                           },
"tick":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"unsubscribe_by_token":
{ Args: { "idempotency_key"?: string,"kinds"?: (string)[],"token": string,"wanted"?: boolean }; Returns: Json
                           },
"update_practice_room":
{ Args: { "duration_minutes"?: number,"idempotency_key"?: string,"is_private"?: boolean,"room_id": string,"stage"?: string,"starts_at"?: string,"title"?: string }; Returns: Json
                           },
"video_by_token":
{ Args: { "token": string }; Returns: Json
                           },
"video_of_booking":
{ Args: { "booking_id": string }; Returns: Json
                           },
"video_of_practice_room":
{ Args: { "room_id": string }; Returns: Json
                           },
"waitlist_by_token":
{ Args: { "token": string }; Returns: Json
                           },
"withdraw_consent":
{ Args: { "consent_id": string,"idempotency_key"?: string }; Returns: Json
                           },
"withdraw_join_request":
{ Args: { "idempotency_key"?: string,"request_id": string }; Returns: Json
                           },
"withdraw_review":
{ Args: { "idempotency_key"?: string,"review_id": string }; Returns: Json
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "api">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "api": {
          Enums: {
            
          }
        }
} as const
