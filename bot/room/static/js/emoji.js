/**
 * Names the emoji that incident work uses; an unknown name stays text.
 * The characters come from the reader's own font, so nothing is downloaded.
 */
const NAMED = {
  '+1': '👍', thumbsup: '👍', '-1': '👎', thumbsdown: '👎', ok_hand: '👌', wave: '👋', clap: '👏', pray: '🙏',
  raised_hands: '🙌', raised_hand: '✋', hand: '✋', muscle: '💪', point_right: '👉', point_left: '👈', point_up: '☝️',
  point_down: '👇', point_up_2: '👆', handshake: '🤝', writing_hand: '✍️', v: '✌️', crossed_fingers: '🤞',
  smile: '😄', smiley: '😃', grin: '😁', grinning: '😀', joy: '😂', slightly_smiling_face: '🙂', wink: '😉', blush: '😊',
  thinking_face: '🤔', neutral_face: '😐', worried: '😟', cry: '😢', sob: '😭', sweat: '😓', sweat_smile: '😅',
  scream: '😱', angry: '😠', face_with_thermometer: '🤒', mask: '😷', sunglasses: '😎', sleeping: '😴', robot_face: '🤖',
  heart: '❤️', broken_heart: '💔', '100': '💯', tada: '🎉', sparkles: '✨', star: '⭐', fire: '🔥', boom: '💥', zap: '⚡',
  rotating_light: '🚨', warning: '⚠️', no_entry: '⛔', no_entry_sign: '🚫', octagonal_sign: '🛑', stop_sign: '🛑',
  exclamation: '❗', heavy_exclamation_mark: '❗', question: '❓', bangbang: '‼️', x: '❌', o: '⭕', sos: '🆘',
  white_check_mark: '✅', heavy_check_mark: '✔️', ballot_box_with_check: '☑️', white_square: '⬜',
  white_large_square: '⬜', black_large_square: '⬛', black_square_button: '🔲', white_square_button: '🔳',
  red_circle: '🔴', large_red_circle: '🔴', large_orange_circle: '🟠', large_yellow_circle: '🟡',
  large_green_circle: '🟢', large_blue_circle: '🔵', large_purple_circle: '🟣', white_circle: '⚪', black_circle: '⚫',
  red_square: '🟥', large_red_square: '🟥', large_yellow_square: '🟨', large_green_square: '🟩', large_orange_square: '🟧',
  large_blue_square: '🟦', small_red_triangle: '🔺', small_red_triangle_down: '🔻', small_blue_diamond: '🔹',
  pushpin: '📌', round_pushpin: '📍', paperclip: '📎', link: '🔗', lock: '🔒', unlock: '🔓', closed_lock_with_key: '🔐',
  key: '🔑', shield: '🛡️', mag: '🔍', mag_right: '🔎', bulb: '💡', bell: '🔔', no_bell: '🔕', loudspeaker: '📢', mega: '📣',
  speech_balloon: '💬', thought_balloon: '💭', eyes: '👀', eye: '👁️', memo: '📝', pencil: '📝', pencil2: '✏️',
  clipboard: '📋', page_facing_up: '📄', newspaper: '📰', books: '📚', book: '📖', bookmark: '🔖', label: '🏷️',
  file_folder: '📁', open_file_folder: '📂', card_index_dividers: '🗂️', card_file_box: '🗃️', file_cabinet: '🗄️',
  package: '📦', inbox_tray: '📥', outbox_tray: '📤', email: '📧', envelope: '✉️', telephone_receiver: '📞', phone: '☎️',
  iphone: '📱', computer: '💻', desktop_computer: '🖥️', printer: '🖨️', floppy_disk: '💾', minidisc: '💽', cd: '💿',
  satellite: '📡', satellite_antenna: '📡', electric_plug: '🔌', battery: '🔋', camera: '📷', globe_with_meridians: '🌐',
  hammer: '🔨', wrench: '🔧', hammer_and_wrench: '🛠️', gear: '⚙️', toolbox: '🧰', construction: '🚧', broom: '🧹',
  hospital: '🏥', ambulance: '🚑', syringe: '💉', pill: '💊', stethoscope: '🩺', microscope: '🔬', test_tube: '🧪',
  drop_of_blood: '🩸', bed: '🛏️', office: '🏢', house: '🏠', police_car: '🚓', cop: '👮', scales: '⚖️',
  'male-doctor': '👨‍⚕️', 'female-doctor': '👩‍⚕️', 'health_worker': '🧑‍⚕️', bust_in_silhouette: '👤', busts_in_silhouette: '👥',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', alarm_clock: '⏰', stopwatch: '⏱️', timer_clock: '⏲️', clock1: '🕐',
  clock3: '🕒', clock8: '🕗', clock9: '🕘', calendar: '📆', date: '📅', spiral_calendar_pad: '🗓️', watch: '⌚',
  chart_with_upwards_trend: '📈', chart_with_downwards_trend: '📉', bar_chart: '📊', dart: '🎯', trophy: '🏆', medal: '🏅',
  arrow_right: '➡️', arrow_left: '⬅️', arrow_up: '⬆️', arrow_down: '⬇️', arrow_forward: '▶️', arrow_upper_right: '↗️',
  leftwards_arrow_with_hook: '↩️', arrow_right_hook: '↪️', arrows_counterclockwise: '🔄', repeat: '🔁',
  black_right_pointing_double_triangle_with_vertical_bar: '⏭️', double_vertical_bar: '⏸️', pause_button: '⏸️',
  black_square_for_stop: '⏹️', fast_forward: '⏩', rewind: '⏪', heavy_plus_sign: '➕', heavy_minus_sign: '➖',
  information_source: 'ℹ️', new: '🆕', sun: '☀️', sunny: '☀️', sunrise: '🌅', crescent_moon: '🌙', moon: '🌔', cloud: '☁️',
  coffee: '☕', tea: '🍵', rocket: '🚀', ship: '🚢', anchor: '⚓', checkered_flag: '🏁', triangular_flag_on_post: '🚩',
  waving_white_flag: '🏳️', flag_in: '🇮🇳', 'flag-in': '🇮🇳', bug: '🐛', skull: '💀', ghost: '👻', snowflake: '❄️',
  one: '1️⃣', two: '2️⃣', three: '3️⃣', four: '4️⃣', five: '5️⃣', six: '6️⃣', seven: '7️⃣', eight: '8️⃣', nine: '9️⃣', keycap_ten: '🔟',
};

const bare = (name) => name.replace(/::skin-tone-\d$/, '');

/** @returns {?string} the character of a name, with Slack's skin tones ignored */
export const emoji = (name) => (Object.hasOwn(NAMED, bare(name)) ? NAMED[bare(name)] : null);

/** The reactions that are offered first. */
export const QUICK = [
  '+1', 'white_check_mark', 'eyes', 'pushpin', 'rotating_light', 'pray', 'raised_hand', 'warning',
  'hourglass_flowing_sand', 'question', 'x', 'tada', 'heart', 'lock', 'telephone_receiver', 'hospital',
];

/** @returns {{name: string, char: string}[]} names that begin as *prefix* does */
export function emojiLike(prefix, limit = 8) {
  const names = Object.keys(NAMED).filter((name) => name.startsWith(prefix));
  return names.slice(0, limit).map((name) => ({ name, char: NAMED[name] }));
}
