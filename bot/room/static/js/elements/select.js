/**
 * Translates Block Kit's selects, of options, people and channels, to the picker.
 */
import { html, useEffect, useMemo, useState } from '../lib.js';
import { get, useStore } from '../store.js';
import * as api from '../api.js';
import { unescape } from '../mrkdwn.js';
import { choosable } from '../places.js';
import { Picker } from './picker.js';
import { usePending } from './button.js';

const words = (object) => (object?.type === 'mrkdwn' ? unescape(object.text) : object?.text ?? '');

const asChoice = (option, group) => ({
  value: option.value, text: words(option.text), detail: words(option.description) || undefined, group, option,
});

/** @returns {Object[]} the choices of an element that lists its options */
function optionChoices(element) {
  if (element.option_groups) {
    return element.option_groups.flatMap((group) => group.options.map((option) => asChoice(option, words(group.label))));
  }
  return (element.options ?? []).map((option) => asChoice(option));
}

const peopleChoices = (people) => choosable(people).map((person) => (
  { value: person.id, text: person.real_name || person.name, detail: person.title }));

const channelChoices = (channels) => Object.values(channels).filter((channel) => !channel.is_im && !channel.is_archived)
  .map((channel) => ({ value: channel.id, text: `#${channel.name}`, detail: channel.topic }));

/** What a kind of select chooses from; options are sent back whole, ids alone. */
function useChoices(element) {
  const people = useStore((state) => state.people);
  const channels = useStore((state) => state.channels);
  return useMemo(() => {
    if (element.type.includes('users')) return peopleChoices(people);
    if (element.type.includes('channels')) return channelChoices(channels);
    if (element.type.includes('conversations')) return [...channelChoices(channels), ...peopleChoices(people)];
    return optionChoices(element);
  }, [element, people, channels]);
}

const valueOf = (held) => (typeof held === 'object' && held !== null ? held.value : held);

/** Any select but the external one. */
export function Select({ element, blockId, place, value, onChange, attributes }) {
  const choices = useChoices(element);
  const many = element.type.startsWith('multi_');
  const busy = usePending(place, blockId, element);
  const chosen = (many ? value ?? [] : [value]).filter((held) => held != null).map(valueOf);
  const back = (picked) => {
    const full = picked.map((id) => choices.find((choice) => choice.value === id)?.option ?? id);
    onChange(many ? full : full[0] ?? null);
  };
  return html`<${Picker} choices=${choices} chosen=${chosen} many=${many} most=${element.max_selected_items}
    placeholder=${element.placeholder?.text ?? 'Choose'} label=${element.accessibility_label ?? element.placeholder?.text}
    attributes=${attributes} busy=${busy} onChange=${back} />`;
}

/** A select whose options the app serves; when it does not, its first choice stays and the reason is said. */
export function ExternalSelect(props) {
  const { element, blockId, place } = props;
  const [options, setOptions] = useState(null);
  const [refusal, setRefusal] = useState(null);
  useEffect(() => {
    const { formKey: _formKey, ...where } = place;
    api.post('options', { ...where, block_id: blockId, action_id: element.action_id, value: '' })
      .then(setOptions, () => setRefusal('This list cannot be loaded here.'));
  }, [get().me, blockId, element.action_id]);
  const held = [props.value].flat().filter(Boolean);
  const listed = { ...element, ...(options?.option_groups ? { option_groups: options.option_groups } : { options: options?.options ?? held }) };
  return html`<span class="stack"><${Select} ...${props} element=${listed} />
    ${refusal && html`<span class="hint" role="status">${refusal}</span>`}</span>`;
}
