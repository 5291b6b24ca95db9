// The methods that there are. Only method.cpp asks for them by name.
#pragma once
#include "method/method.h"

namespace hourglass {

std::unique_ptr<Method> make_autoencoder(const Settings&, Shape example);  // autoencoder.cpp
std::unique_ptr<Method> make_variational(const Settings&, Shape example);  // variational.cpp

}  // namespace hourglass
