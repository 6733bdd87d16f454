// Sections: one file of named runs of bytes, written once from front to back and read by mapping it.
//
//   file    = magic (8)  section bytes, each begun at a multiple of 64 ...  index  tail
//   index   = per section: name (24, padded with zeros)  offset (8)  size (8)  CRC-32C (4)  zeros (4)
//   tail    = offset of the index (8)  sections (4)  CRC-32C of the index (4)  magic (8)
//
// Numbers are little-endian. A file without its tail was never finished and is no file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tocsin {

constexpr std::size_t section_align = 64;
constexpr std::size_t section_name_max = 23;
// One file has few, big sections.
constexpr std::size_t sections_max = 1024;

// Takes the bytes of the file in order.
using ByteSink = std::function<Result<>(std::string_view)>;

class SectionWriter {
 public:
  // Collects small writes into a buffer that is allocated here and nowhere else, so that a forked child may
  // use it.
  explicit SectionWriter(ByteSink sink);

  Result<> begin(std::string_view name);
  Result<> write(std::string_view bytes);
  Result<> end();
  // Index and tail. Nothing may follow.
  Result<> finish();

  template <class T>
  Result<> write_value(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return write({reinterpret_cast<const char*>(&value), sizeof value});
  }
  // A whole section of one array.
  template <class T>
  Result<> put(std::string_view name, const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    TOCSIN_TRY_VOID(begin(name));
    TOCSIN_TRY_VOID(write({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}));
    return end();
  }

 private:
  struct Entry {
    char name[section_name_max + 1] = {};
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    std::uint32_t zero = 0;
  };
  Result<> pass_on(std::string_view bytes);
  Result<> flush();

  ByteSink sink_;
  std::string buffer_;
  std::uint64_t offset_ = 0;
  std::vector<Entry> entries_;
  bool open_ = false;
};

// Any thread may read. The views live as long as the reader.
class SectionReader {
 public:
  // Maps the file. Errc::not_found when there is none, corrupt when it is unfinished or its index is damaged.
  static Result<std::unique_ptr<SectionReader>> open(const std::string& path);
  // The same over bytes in memory, which must outlive the reader.
  static Result<std::unique_ptr<SectionReader>> open_bytes(std::string_view bytes);
  ~SectionReader();
  SectionReader(const SectionReader&) = delete;
  SectionReader& operator=(const SectionReader&) = delete;

  bool has(std::string_view name) const;
  // The section's bytes, begun at a multiple of 64. Checks the CRC at each call: costs the section's size.
  // Errc::corrupt names the section.
  Result<std::string_view> find(std::string_view name) const;
  // A section that is an array of T.
  template <class T>
  Result<std::span<const T>> array(std::string_view name) const {
    static_assert(std::is_trivially_copyable_v<T>);
    TOCSIN_TRY(const std::string_view bytes, find(name));
    if (bytes.size() % sizeof(T) != 0) return damaged(name, "its size is not that of whole entries");
    return std::span<const T>(reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T));
  }
  // For readers that find a section's contents impossible.
  static std::unexpected<Error> damaged(std::string_view name, std::string_view why);

 private:
  struct Section {
    std::string name;
    std::string_view bytes;
    std::uint32_t crc;
  };
  explicit SectionReader(std::string_view bytes) : bytes_(bytes) {}
  Result<> read_index();

  std::string_view bytes_;
  bool mapped_ = false;
  std::vector<Section> sections_;
};

}  // namespace tocsin
