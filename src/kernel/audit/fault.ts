/** Something in the chain or in the sealed rows that is not as it was sealed. */
export type Fault =
  /** A block is gone, or does not follow the one before it, or its seal does not fit what it says. */
  | { kind: 'block-missing' | 'block-unlinked' | 'block-forged'; number: bigint }
  /** Sealed with another key than the one at hand: nothing can be said about the block. */
  | { kind: 'other-key'; number: bigint; keyId: string }
  /** The exported head is not in the chain: its tail was cut off, or it was written anew. */
  | { kind: 'head-gone'; number: bigint }
  | { kind: 'altered' | 'missing' | 'added'; key: string }
  /** The contents of two rows stand in each other's place. */
  | { kind: 'swapped'; key: string; with: string }
  /** The erasable text beside a sealed row does not have the hash that the row keeps. */
  | { kind: 'text-altered' | 'text-missing' | 'text-erased'; key: string }
