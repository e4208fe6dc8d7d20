/** The icon of a channel: the inbox for custom channels, as HubSpot shows them; a letter for e-mail; a bubble for the rest. */
import Inbox from '@lucide/svelte/icons/inbox';
import Mail from '@lucide/svelte/icons/mail';
import MessageSquare from '@lucide/svelte/icons/message-square';
import type { Component } from 'svelte';

import type { ChannelView } from '../bindings/ChannelView';

export function channelIcon(channel: ChannelView | null): Component<Record<string, unknown>> {
  if (channel === null || channel.custom) return Inbox as Component<Record<string, unknown>>;
  return (channel.email ? Mail : MessageSquare) as Component<Record<string, unknown>>;
}

const dots = ['accent', 'brass', 'blue', 'red'] as const;

/** The tint of the dot that stands for the channel at a place of the directory. */
export function channelDot(place: number): (typeof dots)[number] {
  return dots[((place % dots.length) + dots.length) % dots.length] ?? 'accent';
}
