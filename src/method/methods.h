// The methods that there are. Only method.cpp asks for them by name.
#pragma once
#include "method/method.h"

namespace hourglass {

std::unique_ptr<Method> make_autoencoder(const Settings&, const Example&);  // autoencoder.cpp
std::unique_ptr<Method> make_variational(const Settings&, const Example&);  // variational.cpp

}  // namespace hourglass
