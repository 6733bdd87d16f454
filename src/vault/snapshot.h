// Snapshot: the places of all people in one run of sections (base/sections.h), so that a start need not open
// every profile. Nothing in it can be read without the keys: what tells of one person is encrypted under that
// person's key, names of groups under a key derived from the realm's secret. Who is forgotten after it was
// written cannot be read from it. Last known places are not in it; they are in fixes.bin.
//
//   vault.head    version (4) = 1, zeros (4), seq (8), profiles seq (8), rows (4), people (4), nonce (12),
//                 zeros (4)
//   vault.groups  encrypted (ChaCha20, the derived key, the nonce): per set of groups, from set 1 on: varint
//                 count, then per group: varint length, name
//   vault.people  per row from 0 on: varint length of its block, 0 for a row without one; then the block
//   vault.chunks  per 262,144 rows: offset in vault.people (8) at which their blocks begin
//
//   block         encrypted (ChaCha20, the person's key, the nonce): check word (4) = CRC-32C of the person's
//   id
//                 and of the block's further bytes; look-up hash (6), or ones; varint set; varint count; per
//                 place: kind (1), latitude (8), longitude (8), and of a trip: from (8), to (8)
//
// Numbers are little-endian, varints LEB128, latitudes and longitudes doubles, times milliseconds of the Unix
// epoch. The nonce is random and of one snapshot; a key encrypts one block with it.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/sections.h"
#include "vault/keys.h"
#include "vault/places.h"
#include "vault/source_table.h"

namespace tocsin::vault {

constexpr std::uint32_t snapshot_version = 1;
constexpr std::uint32_t snapshot_chunk_rows = 1u << 18;
// In place of a look-up hash, for people whom no source names.
constexpr std::uint64_t no_look_up_hash = (std::uint64_t{1} << 48) - 1;

struct SnapshotHead {
  std::uint32_t version = snapshot_version;
  std::uint32_t zero = 0;
  std::uint64_t seq = 0;           // everything up to it is in
  std::uint64_t profiles_seq = 0;  // what the profiles had applied then
  std::uint32_t rows = 0;
  std::uint32_t people = 0;
  StreamNonce nonce{};
  std::uint32_t zero_too = 0;
};
static_assert(sizeof(SnapshotHead) == 48);

// What writing needs, made before the fork. For one snapshot: the nonce must not be used twice.
class SnapshotRoom {
 public:
  SnapshotRoom(const Places& places, std::uint64_t seq, std::uint64_t profiles_seq, Random& random);

 private:
  friend class SnapshotWriter;
  SnapshotHead head_;
  // The look-up hashes of so many rows at a time; each run over the table costs a read of all of it.
  static constexpr std::uint32_t rows_a_pass = 1u << 22;
  std::unique_ptr<std::uint64_t[]> hashes_;
  std::vector<std::uint64_t> chunks_;
  Bytes block_;
  bool used_ = false;
};

// Writes the sections. Allocates next to nothing and takes no lock: for a forked child, or a thread beside
// which nobody changes places. Slots freed since the fork must rest (Keys::rest_freed_slots). `group_key` has
// key_bytes.
Result<> write_snapshot(const Keys& keys, const Places& places, const SourceTable& sources,
                        std::string_view group_key, SnapshotRoom& room, SectionWriter& writer);

// Fills `places` and `sources`, which must be empty, from the sections; leaves out people whose key is gone
// or another. Errc::corrupt names the damaged section, and what was filled is then of no use. Cost: some 150
// ns a person, on two threads.
Result<SnapshotHead> read_snapshot(const Keys& keys, const SectionReader& reader, std::string_view group_key,
                                   Places& places, SourceTable& sources);

}  // namespace tocsin::vault
