#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files_testing.h"

namespace tocsin {
namespace {

unsigned mode_of(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777u : 0;
}

TEST(Files, AreWrittenWholeAndOnlyForTheirOwner) {
  const TempDirectory directory;
  const std::string path = directory.file("token");
  ASSERT_TRUE(write_file_atomic(path, "first"));
  ASSERT_TRUE(write_file_atomic(path, "second"));
  EXPECT_EQ(read_file(path, 100), "second");
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1)
      << "nothing is left beside it";
}

TEST(Files, OfTheLargestSizeAreReadAndOneByteMoreIsTooLarge) {
  const TempDirectory directory;
  const std::string path = directory.file("x");
  put_file(path, "12345");
  EXPECT_EQ(read_file(path, 5), "12345");
  EXPECT_EQ(read_file(path, 4).error().code, Errc::too_large);
  EXPECT_EQ(read_file(directory.file("absent"), 5).error().code, Errc::not_found);
  EXPECT_EQ(read_file(directory.path(), 5).error().code, Errc::invalid);
}

TEST(Files, ReadsAndWritesLieWhereTheyAreAsked) {
  const TempDirectory directory;
  const auto file = open_file(directory.file("x"), true);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write_at(3, "abc"));
  EXPECT_EQ(file->size(), 6u);
  EXPECT_EQ(file->read_at(2, 3), Bytes("\0ab", 3));
  EXPECT_EQ(file->read_at(5, 10), "c") << "fewer only at the end";
  EXPECT_EQ(file->read_at(9, 10), "");
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(mode_of(directory.file("x")), 0600u);
  EXPECT_EQ(open_file(directory.file("absent"), false).error().code, Errc::not_found);
}

TEST(Files, ALockIsHeldUntilItsFileCloses) {
  const TempDirectory directory;
  auto first = lock_file(directory.file("lock"));
  ASSERT_TRUE(first);
  EXPECT_EQ(lock_file(directory.file("lock")).error().code, Errc::conflict);
  {
    const File closing = std::move(*first);
  }
  EXPECT_TRUE(lock_file(directory.file("lock")));
}

TEST(Files, DirectoriesAreMadeForTheirOwnerAndKnowWhenTheyAreEmpty) {
  const TempDirectory directory;
  const std::string path = directory.file("a/b");
  EXPECT_TRUE(is_empty_directory(path)) << "what is not there is empty";
  ASSERT_TRUE(make_directory(path));
  ASSERT_TRUE(make_directory(path));
  EXPECT_EQ(mode_of(path), 0700u);
  EXPECT_TRUE(is_empty_directory(path));
  put_file(path + "/x", "");
  EXPECT_FALSE(is_empty_directory(path));
  EXPECT_FALSE(is_empty_directory(path + "/x")) << "a file is no directory";
}

}  // namespace
}  // namespace tocsin
