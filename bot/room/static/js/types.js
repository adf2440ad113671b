/**
 * The shapes that the server's page API sends, for editors and type checkers.
 * No code is here.
 *
 * @typedef {{id: string, name: string, real_name: string, title: string, is_bot: boolean, presence: string, gone: boolean}} Person
 * @typedef {{id: string, name: string, is_private: boolean, is_im: boolean, is_member: boolean,
 *   is_archived: boolean, topic: string, purpose: string, members: string[], unread: number, user: ?string}} Channel
 * @typedef {{noun: string, verb: string, usage: string, summary: string}} Command
 * @typedef {{id: string, name: string, mimetype: string, size: number, url: string, alt_text: ?string}} RoomFile
 * @typedef {{ts: string, channel: string, user: string, bot_name?: string, text: string, blocks?: Object[],
 *   thread_ts?: string, client_msg_id?: string, reply_count?: number, latest_reply?: string, edited?: boolean, pinned?: boolean,
 *   reactions?: {name: string, users: string[]}[], files?: RoomFile[], ephemeral?: boolean, subtype?: string}} Message
 * @typedef {{id: string, type: string, title?: Object, submit?: Object, close?: Object, blocks: Object[]}} View
 * @typedef {{formKey: string, channel?: string, message_ts?: string, view_id?: string, ephemeral?: boolean}} Place
 */
export {};
