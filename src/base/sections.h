// Sections: one file of named runs of bytes, written once from front to back and read by mapping it.
//
//   file    = magic (8)  section bytes, each begun at a multiple of 4096 ...  index  tail
//   index   = per section: name (24, padded with zeros)  offset (8)  size (8)  CRC-32C (4)  zeros (4)
//   tail    = offset of the index (8)  sections (4)  CRC-32C of the index (4)  magic (8)
//
// Numbers are little-endian. A file without its tail was never finished and is no file.
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace tocsin {

constexpr std::size_t section_align = 4096;  // so that a section can be mapped by itself
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
  // An array inside a section: its length (8 bytes), then its entries.
  template <class T>
  Result<> write_array(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    TOCSIN_TRY_VOID(write_value(std::uint64_t{values.size()}));
    return write({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
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
  // The section's bytes, begun at a multiple of section_align. Checks the CRC at each call: costs the
  // section's size. Errc::corrupt names the section.
  Result<std::string_view> find(std::string_view name) const;
  // A section that is an array of T.
  template <class T>
  Result<std::span<const T>> array(std::string_view name) const {
    static_assert(std::is_trivially_copyable_v<T>);
    TOCSIN_TRY(const std::string_view bytes, find(name));
    if (bytes.size() % sizeof(T) != 0) return damaged(name, "its size is not that of whole entries");
    return std::span<const T>(reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T));
  }
  // The file that is mapped, and where in it the section lies: for who maps the section by itself. Nothing
  // when the bytes are in memory.
  struct Place {
    const File* file = nullptr;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  std::optional<Place> place_of(std::string_view name) const;
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
  File file_;  // open when the bytes are mapped
  std::vector<Section> sections_;
};

// Takes a section apart from front to back. Every take fails with Errc::corrupt where the bytes end too soon.
class SectionCursor {
 public:
  SectionCursor(std::string_view name, std::string_view bytes) : name_(name), rest_(bytes) {}

  template <class T>
  Result<> take(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (rest_.size() < sizeof value) return cut();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return {};
  }
  // What write_array() wrote.
  template <class T>
  Result<> take_array(std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::uint64_t count = 0;
    TOCSIN_TRY_VOID(take(count));
    if (count > rest_.size() / sizeof(T)) return cut();
    values.resize(count);
    std::memcpy(values.data(), rest_.data(), count * sizeof(T));
    rest_.remove_prefix(count * sizeof(T));
    return {};
  }
  bool at_end() const { return rest_.empty(); }
  // Nothing may be left.
  Result<> finish() const {
    return rest_.empty() ? Result<>() : Result<>(SectionReader::damaged(name_, "it goes on after its end"));
  }
  std::unexpected<Error> damaged(std::string_view why) const { return SectionReader::damaged(name_, why); }

 private:
  std::unexpected<Error> cut() const { return damaged("it ends too soon"); }

  std::string_view name_;
  std::string_view rest_;
};

}  // namespace tocsin
