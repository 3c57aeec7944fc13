/** Smaller frames cannot make the decoder reserve more than it can spare. */
const HARMLESS_SIZE = 4096;
const DEPTH_MAX = 32;

/**
 * Whether arrays and maps of a msgpack frame lie deeper in one another than any message's do, or
 * claim more values together than it has bytes.
 *
 * The decoder reserves an array of the size that is claimed before it reads the elements, so a
 * broken frame of open arrays would take all memory.
 */
export function isTooDeep(frame: Uint8Array): boolean {
  if (frame.length <= HARMLESS_SIZE) {
    return false;
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  // How many values are still to come, of the frame and of each open array or map.
  const open = [1];
  let owed = 1;
  let at = 0;
  while (open.length > 0 && open.length <= DEPTH_MAX && owed <= frame.length - at) {
    const left = open.pop() as number;
    if (left === 0) {
      continue;
    }
    if (at + LONGEST_HEAD > frame.length) {
      return false;
    }
    open.push(left - 1);
    const elements = elementsAt(view, at);
    owed += elements - 1;
    if (elements > 0) {
      open.push(elements);
    }
    at += sizeAt(view, at);
  }
  return open.length > 0;
}

/** The longest type byte with its length. What begins so near to the end cannot be deep. */
const LONGEST_HEAD = 5;

/** How many values lie in the one that begins here. */
function elementsAt(view: DataView, at: number): number {
  const type = view.getUint8(at);
  switch (type) {
    case 0xdc:
      return view.getUint16(at + 1);
    case 0xdd:
      return view.getUint32(at + 1);
    case 0xde:
      return 2 * view.getUint16(at + 1);
    case 0xdf:
      return 2 * view.getUint32(at + 1);
    default:
      return type >= 0x80 && type <= 0x8f ? 2 * (type & 0x0f) : type >> 4 === 0x9 ? type & 0x0f : 0;
  }
}

/** How many bytes the value that begins here has, without those that lie in it. */
function sizeAt(view: DataView, at: number): number {
  const type = view.getUint8(at);
  if (type < 0xa0 || type >= 0xe0) {
    return 1;
  }
  if (type < 0xc0) {
    return 1 + (type & 0x1f);
  }
  switch (type) {
    case 0xc4:
    case 0xd9:
      return 2 + view.getUint8(at + 1);
    case 0xc5:
    case 0xda:
      return 3 + view.getUint16(at + 1);
    case 0xc6:
    case 0xdb:
      return 5 + view.getUint32(at + 1);
    case 0xc7:
      return 3 + view.getUint8(at + 1);
    case 0xc8:
      return 4 + view.getUint16(at + 1);
    case 0xc9:
      return 6 + view.getUint32(at + 1);
    default:
      return SIZES[type - 0xc0] as number;
  }
}

/** Of the types from 0xc0 on whose size is always the same. */
const SIZES = [
  ...[1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 5, 9, 2, 3, 5, 9],
  ...[2, 3, 5, 9, 3, 4, 6, 10, 18, 0, 0, 0, 3, 5, 3, 5],
];
