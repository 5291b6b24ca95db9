// The links' part of the Share card: the link, with weights where they fit, a QR code, and what puts it into a frame
// of another page.
#pragma once
#include <string>

#include "view/qr.h"

namespace hourglass::view {

class ShareLinks {
 public:
  // `address`: what stands before '#', empty where there is no page; `with_weights`: empty where they do not fit,
  // and then why.
  void show(const std::string& address, const std::string& link, const std::string& with_weights,
            const std::string& too_much);
  void draw(const Context&);

 private:
  void copy(const Context&, const char* id, const char* button_id, const std::string& text,
            float width);
  void weights(const Context&);
  void codes(const Context&);

  std::string link_, with_weights_, too_much_, frame_;
  bool page_ = false;      // there is one to be opened by a phone, or put into a frame
  bool weighted_ = false;  // with weights
  Qr qr_;
};

}  // namespace hourglass::view
